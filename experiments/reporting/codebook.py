"""What the columns of a study's tables are called and mean: labels, units, roles, names of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.errors import known_language
from experiments.reporting.numbers import unit
from experiments.reporting.wording import arm_name, option_name, unit_text
from experiments.runs.engines import scenario_measures
from experiments.texts import LANGUAGES, room, text
from sim.arms import ARMS
from sim.measures import Measure
from sim.scenario import Scenario

COLUMNS = ("name", "label_en", "label_zh", "unit", "role", "meaning", "values")


@dataclass(frozen=True)
class Codebook:
    """The words for every column that a study of a scenario can have, in one language."""

    scenario: Scenario
    lang: str

    def __post_init__(self) -> None:
        known_language(self.lang)

    @property
    def sheet(self) -> str:
        """What the sheet of a workbook with these words is called."""
        return text("codebook.sheet", self.lang)

    def label(self, name: str) -> str:
        """Return what heads a column in Stata and Excel.

        Args:
            name: the column.

        Returns:
            Its label with its unit; the name itself where there is none.

        Example:
            >>> Codebook(Scenario.load("s_association"), "en").label("contract.term")
            'Term (months)'
        """
        label, measured = self._label(name, self.lang), self._unit(name)
        if not measured:
            return label
        return f"{label}（{measured}）" if self.lang == "zh" else f"{label} ({measured})"

    def options(self, name: str, declared: Sequence[str]) -> list[str]:
        """Return the names of a choice's options, all different.

        Args:
            name: the parameter.
            declared: its options as the study keeps them.

        Returns:
            Names in the order of the options; the options themselves where the scenario has others.

        Example:
            >>> Codebook(Scenario.load("s_association"), "en").options("policy.instrument", ["a", "b"])
            ['a', 'b']
        """
        parameter = self.scenario.parameters.get(name)
        if parameter is None or list(parameter.options) != list(declared):
            return list(declared)
        said = [option_name(parameter, place, self.lang) for place in range(len(declared))]
        return said if len(set(said)) == len(said) else list(declared)

    def rows(self, names: Sequence[str]) -> list[list[str]]:
        """Return the codebook of some columns as a table of text.

        Args:
            names: the columns.

        Returns:
            A head, and a row for each: name, labels in both languages, unit, role, meaning, values.

        Example:
            >>> Codebook(Scenario.load("s_association"), "en").rows(["contract.term"])[1][:2]
            ['contract.term', 'Term']
        """
        head = [text(f"codebook.column.{column}", self.lang) for column in COLUMNS]
        return [head, *(self._row(name) for name in names)]

    def _row(self, name: str) -> list[str]:
        labels = [self._label(name, lang) for lang in LANGUAGES]
        return [name, *labels, self._unit(name), self._role(name), self._meaning(name), self._values(name)]

    def _label(self, name: str, lang: str) -> str:
        if name in self.scenario.parameters:
            return self.scenario.parameters[name].label(lang)
        measure = self._measure(name)
        if measure is not None:
            return measure.label(lang)
        return text(f"codebook.label.{name}", lang) if _is_key(name) else name

    def _unit(self, name: str) -> str:
        if name in self.scenario.parameters:
            return unit_text(name, self.scenario.parameters, self.lang)
        measure = self._measure(name)
        return "" if measure is None else unit(measure, self.lang)

    def _role(self, name: str) -> str:
        if name in self.scenario.parameters:
            return text(f"codebook.role.{self.scenario.parameters[name].role}", self.lang)
        if self._measure(name) is not None:
            return text("codebook.role.measure", self.lang)
        return text("codebook.role.key", self.lang) if _is_key(name) else ""

    def _meaning(self, name: str) -> str:
        if name in self.scenario.parameters:
            return self.scenario.parameters[name].help(self.lang)
        measure = self._measure(name)
        if measure is not None:
            key = {1: "more", -1: "less", 0: "neither"}[measure.better]
            return text(f"codebook.better.{key}", self.lang)
        return text(f"codebook.meaning.{name}", self.lang) if _is_key(name) else ""

    def _values(self, name: str) -> str:
        if name == "arm":
            return "; ".join(f"{arm.name} = {arm_name(arm, self.lang)}" for arm in ARMS)
        parameter = self.scenario.parameters.get(name)
        if parameter is None:
            return ""
        if parameter.kind != "choice":
            return parameter.allowed(self.lang)
        return "; ".join(option_name(parameter, place, self.lang) for place in range(len(parameter.options)))

    def _measure(self, name: str) -> Measure | None:
        found = (one for one in scenario_measures(self.scenario) if one.name == name)
        return next(found, None)


def _is_key(name: str) -> bool:
    return f"label.{name}" in room("codebook")
