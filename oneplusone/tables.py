"""What there is, as tables: parameters, measures, rules, arms, scenarios; and parameter names to complete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.errors import InvalidInput, known_language
from experiments.reporting.numbers import unit
from experiments.reporting.wording import SIGNS, arm_name, choice_name, prior_words
from experiments.runs.engines import scenario_measures, shown_measures
from experiments.texts import LANGUAGES, room, text
from oneplusone.inputs import ScenarioLike, scenario
from sim.arms import ARMS
from sim.parameters.registry import PARAMETERS
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def parameters(of: ScenarioLike | None = None, lang: str = "en") -> pd.DataFrame:
    """Return every parameter: value, ranges, unit, role, prior, source.

    `low` to `high` is the range that sweeps and priors use, `least` to `most`
    what is allowed at all.

    Args:
        of: a scenario whose values are shown; without one the defaults, and
            none of what a case states.
        lang: language of the labels, "en" or "zh".

    Returns:
        One row for each parameter, by dotted name.

    Raises:
        ScenarioError: a scenario that does not exist.
        UnknownLanguage: any other language.

    Example:
        >>> parameters().loc["contract.term", "role"]
        'lever'
    """
    import pandas as pd

    lang, found = known_language(lang), None if of is None else scenario(of)
    declared = PARAMETERS if found is None else found.parameters
    rows = {}
    for name, parameter in declared.items():
        own = found is None and (parameter.stated or parameter.rows_of)  # each case has one of its own
        value = parameter.default if found is None else found.values[name]
        prior = parameter.prior if found is None else found.priors.get(name)
        rows[name] = {
            "label": parameter.label(lang),
            "value": None if own else parameter.shown(value) if parameter.kind == "choice" else value,
            "low": parameter.low,
            "high": parameter.high,
            "least": parameter.least,
            "most": parameter.most,
            "unit": parameter.unit,
            "role": parameter.role,
            "prior": None if prior is None else prior_words(prior, parameter, lang),
            "confidence": parameter.confidence,
            "source": ", ".join(parameter.source),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def measures(of: ScenarioLike = "s_association", lang: str = "en") -> pd.DataFrame:
    """Return the measures of a scenario.

    Args:
        of: the scenario, whose kinds of service have measures of their own.
        lang: language of the labels, "en" or "zh".

    Returns:
        Label, unit, and whether more is better (1), worse (−1) or neither (0),
        one row for each measure, by name.

    Raises:
        ScenarioError: a scenario that does not exist.
        UnknownLanguage: any other language.

    Example:
        >>> int(measures().loc["coverage", "better"])
        1
    """
    import pandas as pd

    lang = known_language(lang)
    rows = {
        measure.name: {
            "label": measure.label(lang), "unit": unit(measure, lang), "better": int(measure.better)
        }
        for measure in shown_measures(scenario(of))
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def rules() -> pd.DataFrame:
    """Return the rules of the model, each of which `extend` can replace.

    Returns:
        What each is called with behind `usual`, the module that it stands in,
        and what it does in one sentence (in English, as its source); one row
        for each rule, by the name that `extend` takes.

    Example:
        >>> rules().loc["cooperates", "arguments"]
        'gain, trust, cost'
    """
    import inspect
    from collections import Counter

    import pandas as pd

    from sim.substitution import all_rules

    times = Counter(rule.name for rule in all_rules())
    rows = {
        rule.name if times[rule.name] == 1 else f"{rule.module}.{rule.name}": {
            "arguments": ", ".join(inspect.signature(rule.function).parameters),
            "module": rule.module,
            "what": " ".join((inspect.getdoc(rule.function) or "").partition("\n\n")[0].split()),
        }
        for rule in all_rules()
    }
    return pd.DataFrame.from_dict(rows, orient="index").sort_index()


def arms(lang: str = "en") -> pd.DataFrame:
    """Return the arms that are compared: who acts in each.

    Args:
        lang: language of the labels, "en" or "zh".

    Returns:
        Label and sign, as formulas have it, one row for each arm, by name.

    Raises:
        UnknownLanguage: any other language.

    Example:
        >>> list(arms().index)[:3]
        ['none', 'G', 'S']
    """
    import pandas as pd

    lang = known_language(lang)
    rows = {
        arm.name: {"label": arm_name(arm, lang), "sign": sign} for arm, sign in zip(ARMS, SIGNS, strict=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def scenarios(lang: str = "en") -> pd.DataFrame:
    """Return the scenarios and overlays that come with the model.

    Args:
        lang: language of the labels, "en" or "zh".

    Returns:
        Title, purpose and description, one row for each scenario, by name.

    Raises:
        UnknownLanguage: any other language.

    Example:
        >>> scenarios().loc["s_association", "title"]
        'S Association'
    """
    import pandas as pd

    lang, rows = known_language(lang), {}
    for name in Scenario.available():
        found = Scenario.load(name)
        rows[name] = {
            "title": found.title(lang),
            "purpose": text(f"catalogue.purpose.{found.purpose}", lang),
            "description": found.description(lang),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def in_words(table: pd.DataFrame, of: ScenarioLike = "s_association", lang: str = "en") -> pd.DataFrame:
    """Return a table as it is read: with words in the place of names.

    In heads and index, measures, parameters and the options of the parameter
    that varies are called by their labels, arms by their signs; a cell that
    is true or false says yes or no. A table that has labels keeps its names
    as the index, by which they are set; its heads, roles, units and options
    are said in words.

    Args:
        table: a data frame: a table of `parameters`, `measures`, `arms`,
            `vary`, `Study.runs` or one made from these.
        of: the scenario that it is about.
        lang: "en" or "zh".

    Returns:
        A new table; whatever has no words is left as it is.

    Raises:
        ScenarioError: a scenario that does not exist.
        InvalidInput: what is no data frame.
        UnknownLanguage: any other language.

    Example:
        >>> import pandas as pd
        >>> list(in_words(pd.DataFrame({"value": [4930.0]})))
        ['Public value']
    """
    import pandas as pd

    lang, found = known_language(lang), scenario(of)
    if not isinstance(table, pd.DataFrame):
        raise InvalidInput("error.not_a_table", given=type(table).__name__)
    declared = found.parameters
    options = {
        said: option
        for parameter in declared.values()
        for option in parameter.options
        for said in (option, *(choice_name(option, each) for each in LANGUAGES))
    }

    def option(cell: object) -> object:
        if isinstance(cell, bool):
            return text(f"report.observations.{'yes' if cell else 'no'}", lang)
        return choice_name(options[cell], lang) if isinstance(cell, str) and cell in options else cell

    if table.columns.nlevels == 1 and "label" in table.columns:
        return _labelled_in_words(table, found, lang, option)
    labels = {name: parameter.label(lang) for name, parameter in declared.items()}
    labels |= {measure.name: measure.label(lang) for measure in shown_measures(found)}
    labels |= {arm.name: sign for arm, sign in zip(ARMS, SIGNS, strict=True)}

    def word(name: object) -> object:
        return labels.get(name, name) if isinstance(name, str) else name

    said = table.map(option)
    for axis in ("index", "columns"):
        names = getattr(said, axis).names
        of_options = any(name in declared and declared[name].kind == "choice" for name in names)
        said = said.rename(**{axis: option if of_options else word})
        said = said.rename_axis(**{axis: [word(name) for name in names]})
    return said


def _labelled_in_words(
    table: pd.DataFrame, of: Scenario, lang: str, option: Callable[[object], object]
) -> pd.DataFrame:
    """Return a table that has labels in words: a cell said in either language is said in this one."""
    said = table.copy()
    declared: dict[str, Any] = dict(of.parameters)
    labels: dict[object, Callable[[str], str]] = {name: one.label for name, one in declared.items()}
    labels |= {measure.name: measure.label for measure in scenario_measures(of)}
    labels |= {arm.name: partial(arm_name, arm) for arm in ARMS}

    def prior(name: str, cell: object) -> object:
        for each in (of.priors.get(name), declared[name].prior):
            words = each and _either(lambda lang: prior_words(each, declared[name], lang), lang)  # noqa: B023
            if words and cell in words:
                return words[cell]
        return cell

    roles: dict[object, str] = {}
    units: dict[object, str] = {}
    for role in room("catalogue"):
        if role.startswith("role."):
            roles |= {role.removeprefix("role."): text(f"catalogue.{role}", lang)}
            roles |= _either(partial(text, f"catalogue.{role}"), lang)
    for key in [f"report.{each}" for each in room("report") if each.startswith("unit.")]:
        units |= _either(partial(text, key), lang)
    for name in room("units"):
        units |= _either(partial(_bare_unit, name), lang)
    units |= {name: _bare_unit(name, lang) for name in room("units")}
    for column, change in (("role", roles), ("unit", units)):
        if column in said.columns:
            said[column] = [change.get(cell, cell) for cell in said[column]]
    if "value" in said.columns:
        said["value"] = said["value"].map(option)
    rows = list(said.index)
    said["label"] = [
        _either(labels[name], lang).get(cell, cell) if name in labels else cell
        for name, cell in zip(rows, said["label"], strict=True)
    ]
    if "prior" in said.columns:
        cells = zip(rows, said["prior"], strict=True)
        said["prior"] = [prior(name, cell) if name in declared else cell for name, cell in cells]
    for column in said.columns.intersection(["prior", "confidence"]):
        said[column] = said[column].where(said[column].notna(), "–")
    heads = room("catalogue")
    return said.rename(
        columns=lambda name: text(f"catalogue.column.{name}", lang) if f"column.{name}" in heads else name
    )


def _either(words: Callable[[str], str], lang: str) -> dict[object, str]:
    """Return what is said in a language by what is said in any."""
    return {words(each): words(lang) for each in LANGUAGES}


def _bare_unit(name: str, lang: str) -> str:
    return text(f"units.{name}", lang).strip(" ()（）")


class _Names:
    """Parameter names by attribute, so that an editor completes them."""

    def __init__(self, below: str = "") -> None:
        self._below = below

    def __dir__(self) -> list[str]:
        return sorted(
            {name[len(self._below) :].split(".")[0] for name in PARAMETERS if name.startswith(self._below)}
        )

    def __getattr__(self, part: str) -> _Names | str:
        name = f"{self._below}{part}"
        if name in PARAMETERS:
            return name
        if any(each.startswith(f"{name}.") for each in PARAMETERS):
            return _Names(f"{name}.")
        raise AttributeError(f"no parameter {name}; there are: {', '.join(dir(self))}")

    def __repr__(self) -> str:
        return f"<parameters: {', '.join(dir(self))}>"


names = _Names()
"""Parameter names to complete: `names.contract.term` is "contract.term"."""
