"""1+1 under conventions: the settings as data, the cells by hand, and what is said of them."""

import numpy as np
import pytest

from experiments.conventions.conventions import (
    SCHEDULE,
    TABLE_ARMS,
    VOLUNTEERS,
    ConventionTable,
    convention_cells,
    settings_of_table,
    sides,
    usual_conventions,
)
from experiments.conventions.report import convention_line, convention_lines, holds
from experiments.reporting.terminal import width
from experiments.synergy.synergy import synergy
from experiments.texts import text
from sim.arms import G_S, GS, NONE, G, S
from sim.scenario.scenario import Scenario


def games(together, alone=50.0, both=100.0, draws=20):
    """Public value by draw, seed, pair of conventions and arm; `together` by pair of conventions."""
    values = np.zeros((draws, 1, len(settings_of_table()), len(TABLE_ARMS)))
    place = {arm: column for column, arm in enumerate(TABLE_ARMS)}
    wiggle = np.linspace(-1, 1, draws)[:, None, None]
    values[..., place[G]] = values[..., place[S]] = alone
    values[..., place[G_S]] = both
    values[..., place[GS]] = np.asarray(together) + wiggle
    assert values[..., place[NONE]].sum() == 0
    return values


def table(together, **more) -> ConventionTable:
    return ConventionTable(
        convention_cells("case", games(together, **more)), ("independent", "lots"), 20, 1, 0
    )


def headline(ratio: float):
    values = np.zeros((60, 2, 8))
    values[..., [G, S]], values[..., G_S] = 50, 100
    values[..., GS] = 50 * ratio + np.linspace(-1, 1, 120).reshape(60, 2)
    return synergy(values)


def test_every_convention_sets_parameters_that_there_are():
    case = Scenario.load("s_association")
    for convention in (*VOLUNTEERS, *SCHEDULE):
        assert case.with_values(
            {name: case.parameters[name].options[int(value)] if case.parameters[name].options else value
             for name, value in convention.settings.items()}
        )  # fmt: skip
    assert usual_conventions(case.values) == ("independent", "lots")
    assert len({each.name for each in VOLUNTEERS}) == 6
    assert [each.name for each in SCHEDULE] == ["none", "contracts", "lots"]


def test_the_cells_are_the_ratios_of_their_own_arms():
    together = np.full(len(settings_of_table()), 90.0)
    together[settings_of_table().index((VOLUNTEERS[3], SCHEDULE[1]))] = 120.0
    found = table(together, alone=40.0)
    assert found.of("case", "all", "contracts", "side_by_side").ratio.value == pytest.approx(2.4)
    assert found.of("case", "all", "contracts", "alone").ratio.value == pytest.approx(3.0)
    other = found.of("case", "nested", "lots", "side_by_side")
    assert other.ratio.value == pytest.approx(1.8)
    assert (other.average, other.share_above_two.value) == ("less", 0)
    with pytest.raises(KeyError):
        found.of("case", "nested", "lots", "neither")


def test_what_holds_under_all_conventions_and_what_hangs_on_one():
    everywhere = table(np.full(len(settings_of_table()), 80.0))
    assert holds(everywhere, headline(1.6), "en") == text(
        "report.conventions.holds", "en", count="6", verdict=text("report.verdicts.less", "en")
    )
    # On average alike, but the headline's own verdict is another: only the average is said to hold.
    assert "On average" in holds(everywhere, headline(2.0), "en")
    mixed = np.full(len(settings_of_table()), 80.0)
    for schedule in SCHEDULE:
        mixed[settings_of_table().index((VOLUNTEERS[4], schedule))] = 130.0
    found = table(mixed)
    assert holds(found, headline(1.6), "en").startswith("No verdict holds")
    assert sides(found.over_volunteers("case", "alone"))["more"] == ("organization",)
    said = "\n".join(convention_lines(found, headline(1.6), "en"))
    assert "hangs on who may call the residents" in said.replace("\n  ", " ")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_fits_a_terminal_and_names_both_benchmarks(lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = convention_lines(table(np.full(len(settings_of_table()), 80.0)), headline(1.6), lang)
    assert [each for each in lines if width(each) > 80] == [] or width(lines[0]) > 80
    for name in ("side_by_side", "alone"):
        assert text(f"report.benchmark_short.{name}", lang) in lines[0]
        line = convention_line(table(np.full(len(settings_of_table()), 80.0)), lang)
        assert text(f"report.benchmark_short.{name}", lang) in line


def test_where_1_plus_1_is_undefined_there_is_no_range_to_state():
    undefined = table(np.zeros(len(settings_of_table())), alone=0.0, both=0.0)
    assert convention_line(undefined, "en") == ""
