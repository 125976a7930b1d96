"""Lists of parameters and scenarios, as the terminal shows them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from experiments.reference.parameters import check_form, default_text, exported, range_text
from experiments.reporting.terminal import columns, styled, tell, wrapped
from experiments.texts import text
from sim.parameters.change import RelativeChange
from sim.parameters.declaration import Parameter, number_text
from sim.parameters.registry import GROUP_LABELS, PARAMETERS, declaration
from sim.scenario import Scenario
from sim.scenario.errors import ScenarioError, nearest, shown
from sim.scenario.layers import OVERLAY


def print_parameters(
    lang: str,
    as_json: bool = False,
    out: Path | None = None,
    groups: Iterable[str] = (),
    roles: Iterable[str] = (),
    containing: str = "",
    scenario: Scenario | None = None,
    stream: TextIO | None = None,
    excel: bool = False,
) -> None:
    """Show or write the declared parameters.

    Args:
        lang: "en" or "zh".
        as_json: show JSON instead of tables.
        out: write to this file instead; its ending chooses the form.
        groups: only those of these groups.
        roles: only those of these roles.
        containing: only those that contain this text.
        scenario: adds its values and where each comes from.
        stream: where to print; stdout by default.
        excel: mark CSV so that Excel takes it for UTF-8.

    Raises:
        ScenarioError: there is no such group.
        InvalidInput: the ending of `out` names no form.
    """
    stream = stream or sys.stdout
    chosen = selected(scenario.parameters if scenario else PARAMETERS, groups, roles, containing)
    if out is not None:
        form = out.suffix.lower()
        check_form(str(out))
        write(out, ("\ufeff" if excel and form == ".csv" else "") + exported(chosen, form, scenario))
        tell(text("catalogue.written", lang, count=len(chosen), file=out))
    elif as_json:
        print(exported(chosen, ".json", scenario), file=stream, end="")
    else:
        print("\n".join(_terminal(chosen, lang, scenario, stream)), file=stream)


def selected(
    parameters: Mapping[str, Parameter], groups: Iterable[str], roles: Iterable[str], containing: str
) -> list[Parameter]:
    """Return the parameters of the given groups and roles (of all when none is given) that contain a text."""
    groups, roles, sought = tuple(groups), tuple(roles), containing.casefold()
    for group in groups:
        if group not in GROUP_LABELS:
            near = nearest(group, GROUP_LABELS)
            raise ScenarioError("--group", group, "unknown_group", near=near)
    return [
        each
        for each in parameters.values()
        if (not groups or each.group in groups)
        and (not roles or each.role in roles)
        and (not sought or sought in _searchable(each))
    ]


def _searchable(each: Parameter) -> str:
    return " ".join((each.name, each.symbol, *each.labels.values(), *each.helps.values())).casefold()


def _terminal(chosen: list[Parameter], lang: str, scenario: Scenario | None, stream: TextIO) -> Iterable[str]:
    for group in dict.fromkeys(each.group for each in chosen):
        members = [each for each in chosen if each.group == group]
        yield styled(f"{GROUP_LABELS[group][lang]} ({group})", "strong", stream)
        yield from columns([_row(each, lang, scenario) for each in members], right=frozenset({2}))
        yield ""
    cited = dict.fromkeys(source for each in chosen for source in each.source)
    yield from wrapped(text("catalogue.legend", lang))
    yield text("catalogue.counted", lang, count=len(chosen))
    for source in cited:
        yield from wrapped(f"{source}: {text(f'sources.{source}', lang)}", indent=2)


def _row(each: Parameter, lang: str, scenario: Scenario | None) -> list[str]:
    value = default_text(each, lang) if scenario is None else _shown(scenario, each.name)
    source = ", ".join(each.source) or text("catalogue.assumed", lang)
    if scenario is not None:
        source = scenario.sources[each.name]
        source += text("catalogue.drawn", lang) if each.name in scenario.uncertain else ""
    return [
        each.name,
        each.label(lang),
        value,
        range_text(each),
        text(f"units.{each.unit}", lang),
        text(f"catalogue.role.{each.role}", lang),
        each.confidence,
        source,
    ]


def print_scenarios(
    lang: str, as_json: bool = False, out: Path | None = None, stream: TextIO | None = None
) -> None:
    """Show or write the list of shipped scenarios and overlays, with title and question."""
    stream = stream or sys.stdout
    as_json = as_json or _form(out) == ".json"
    scenarios = [Scenario.load(each) for each in Scenario.available()]
    lines = [json.dumps([_about(each) for each in scenarios], ensure_ascii=False, indent=2)]
    if not as_json:
        lines = list(_listed(scenarios, lang, stream if out is None else None))
    _put(lines, out, stream, lang)


def print_scenario(
    scenario: Scenario,
    lang: str,
    as_json: bool = False,
    as_toml: bool = False,
    out: Path | None = None,
    stream: TextIO | None = None,
) -> None:
    """Show or write one scenario: what it sets, its uncertain parameters, its observations; or its TOML."""
    stream = stream or sys.stdout
    form = _form(out)
    if as_toml or (form == ".toml" and not as_json):
        lines = scenario.to_toml(lang).splitlines()
    elif as_json or form == ".json":
        lines = [json.dumps(_about(scenario), ensure_ascii=False, indent=2)]
    else:
        lines = list(_described(scenario, lang, stream if out is None else None))
    _put(lines, out, stream, lang)


def _form(out: Path | None) -> str:
    return "" if out is None else out.suffix.lower()


def _put(lines: list[str], out: Path | None, stream: TextIO, lang: str) -> None:
    if out is None:
        print("\n".join(lines), file=stream)
        return
    write(out, "\n".join(lines) + "\n")
    tell(text("catalogue.written_scenario", lang, file=out))


def _about(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "purpose": scenario.purpose,
        "title": dict(scenario.titles),
        "description": dict(scenario.descriptions),
        "question": dict(scenario.questions),
        "uncertain": {name: prior.written() for name, prior in scenario.priors.items()},
        "changes": {name: _stated(scenario, name) for name in _changed(scenario)},
        "reference": {name: dict(observed) for name, observed in scenario.reference.items()},
        "fingerprint": scenario.fingerprint(),
    }


def _changed(scenario: Scenario) -> list[str]:
    """Return what a case sets; of an overlay by itself what it says, also of any kind of service."""
    said = [name for name, source in scenario.sources.items() if source != "default"]
    if scenario.is_overlay:
        groups = (each for each, rows in scenario.rows.items() if not rows)
        said += [name for each in groups for name in scenario.stated if name.startswith(f"{each}.")]
    return said


def _shown(scenario: Scenario, name: str) -> str:
    value = scenario.values[name] if name in scenario.values else scenario.stated[name]
    assert not isinstance(value, RelativeChange)
    return declaration(name, scenario.parameters).shown(value)


def _stated(scenario: Scenario, name: str) -> str | dict[str, float]:
    """Return what a file says of a parameter: a value, or a change of what the case has."""
    change = _change(scenario, name)
    return _shown(scenario, name) if change is None else change.written()


def _change(scenario: Scenario, name: str) -> RelativeChange | None:
    """Return the change that an overlay makes of a parameter, where it does not set a value."""
    setting = scenario.stated.get(name)
    return setting if scenario.purpose == OVERLAY and isinstance(setting, RelativeChange) else None


def _change_words(change: RelativeChange, lang: str) -> str:
    said = (
        text(f"catalogue.change.{form}", lang, number=number_text(number))
        for form, number in change.written().items()
    )
    return ", ".join(said) if lang == "en" else "，".join(said)


def _listed(scenarios: list[Scenario], lang: str, stream: TextIO | None) -> Iterable[str]:
    for purpose in dict.fromkeys(("case", "overlay", "teaching", *(each.purpose for each in scenarios))):
        members = [each for each in scenarios if each.purpose == purpose]
        if members:
            yield styled(text(f"catalogue.purpose.{purpose}", lang), "strong", stream)
            yield from columns([[each.name, each.title(lang), each.question(lang)] for each in members])
            yield ""
    yield text("catalogue.more_about", lang)


def _described(scenario: Scenario, lang: str, stream: TextIO | None) -> Iterable[str]:
    yield styled(f"{scenario.title(lang)} ({scenario.name})", "strong", stream)
    yield from wrapped(scenario.description(lang), indent=2)
    yield from wrapped(scenario.question(lang), indent=2)
    yield ""
    yield text("catalogue.changes", lang)
    rows = []
    for name in _changed(scenario):
        parameter = declaration(name, scenario.parameters)
        unit = text(f"units.{parameter.unit}", lang)
        default = text("catalogue.instead_of", lang, default=parameter.shown(parameter.default))
        change = _change(scenario, name)
        if change is not None:
            unit = "" if change.times != 1.0 else unit
            rows.append([name, parameter.label(lang), _change_words(change, lang), unit, ""])
            continue
        same = parameter.stated or scenario.values.get(name) == parameter.default
        rows.append([name, parameter.label(lang), _shown(scenario, name), unit, "" if same else default])
    yield from columns(rows, right=frozenset({2}))
    yield ""
    yield text("catalogue.uncertain", lang, count=len(scenario.uncertain))
    for name, observed in scenario.reference.items():
        note = observed.get("note", {}).get(lang, "")
        yield from wrapped(f"{name} = {shown(observed['value'])}. {note}", indent=2)


def write(path: Path, content: str) -> None:
    """Write a text file atomically. Raises EnvironmentFailure."""
    from experiments.files import staging_beside, write_whole

    write_whole(path, content.encode("utf-8"), staging_beside(path))
