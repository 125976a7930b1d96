"""A scenario: a file that says all of a case, overlays, and single settings; frozen once made."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.parameters.change import Setting
from sim.parameters.declaration import Parameter, Value
from sim.parameters.draws import draw_uncertain
from sim.parameters.priors import Prior
from sim.parameters.registry import declared
from sim.parameters.tables import Row
from sim.scenario.consistency import check, check_observed, check_whole
from sim.scenario.document import Document, dotted
from sim.scenario.draft import Draft, is_scenario, says_something
from sim.scenario.errors import CHANGES, Refusals, ScenarioError, nearest, shown
from sim.scenario.layers import OVERLAY, Texts, expanded, header, joined, laid_over, whole
from sim.scenario.reader import SCHEMA, find, parse, parts, shipped_names
from sim.scenario.toml_writer import toml_text
from sim.texts import spoken, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """Values of all parameters, the priors of uncertain ones, the observations, and where each comes from.

    `scenario["contract.term"]` is the value of a parameter, its name completed by the tab key. `values` maps
    each dotted name to its value (choices as indices); `priors` each uncertain one to its prior; `sources`
    each name to 'default', 'file:line' or where it was set; `overridden` lists name, earlier and later
    source; `reference_sources` has the 'file:line' of each observation; `held` names what overlays and single
    settings set, and what therefore holds where the scenario's own values would be varied; `stated` has what
    files and settings say, changes as changes, "kinds.*.need" where they speak of all kinds.
    """

    name: str
    purpose: str
    titles: Texts
    descriptions: Texts
    questions: Texts
    rows: Mapping[str, tuple[Row, ...]]
    values: Mapping[str, Value]
    priors: Mapping[str, Prior]
    reference: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, str]
    overridden: tuple[tuple[str, str, str], ...] = ()
    order: Mapping[str, int] = field(default_factory=dict, repr=False)
    reference_sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    held: frozenset[str] = frozenset()
    stated: Mapping[str, Setting] = field(default_factory=dict, repr=False)

    @classmethod
    def load(
        cls,
        name_or_path: str | Path,
        overlays: str | Path | Iterable[str | Path] = (),
        changes: Mapping[str, object] | None = None,
        origin: str = CHANGES,
    ) -> Scenario:
        """The scenario of a shipped name or a .toml path, with overlays from left to right, then changes.

        Overlays may stand behind the name as on the command line, "s_association+gross". An overlay that is
        loaded by itself says what it changes; it is no case and cannot be run.

        Args:
            name_or_path: a name of `available()`, or the path of a .toml file; overlays behind a +.
            overlays: one or several names or paths; the later one wins.
            changes: parameters to set, by dotted name; choices by name.
            origin: what `sources` says of the changes.

        Returns:
            The scenario, checked as a whole.

        Raises:
            ScenarioError: a line for each thing that is wrong: file, line, key, value and what is allowed.

        Example:
            >>> Scenario.load("s_association", "cultivation", {"resources.wage": 6000})["contract.term"]
            12
        """
        if isinstance(overlays, str | Path):
            overlays = [overlays]
        asked = [*parts(name_or_path), *(part for overlay in overlays for part in parts(overlay))]
        return _composed([find(each) for each in asked], changes or {}, origin)

    @classmethod
    def parse(cls, source: str | bytes, shown_as: str = "upload.toml") -> Scenario:
        """The scenario in a text, as from an upload; it may include shipped scenarios only.

        Args:
            source: the TOML, as text or in UTF-8.
            shown_as: what refusals call the file.

        Returns:
            The scenario, checked as a whole.

        Raises:
            ScenarioError: as `load`.

        Example:
            >>> case = Scenario.load("s_association")
            >>> Scenario.parse(case.to_toml()) == case
            True
        """
        raw = source.encode("utf-8") if isinstance(source, str) else source
        return _composed([whole(parse(raw, shown_as))], {}, "")

    @staticmethod
    def available() -> tuple[str, ...]:
        """The names of the scenarios and overlays that come with the model.

        Returns:
            Names in alphabetical order.

        Example:
            >>> "s_association" in Scenario.available()
            True
        """
        return shipped_names()

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The declarations of all parameters, those of added rows too."""
        return declared(self.rows)

    @property
    def is_overlay(self) -> bool:
        """Whether this is an overlay by itself, over no case: it can be looked at, not run."""
        return self.purpose == OVERLAY

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The names of the uncertain parameters, drawn from priors, in order of declaration."""
        return tuple(self.priors)

    def require_case(self) -> None:
        """Refuse an overlay by itself: there is no case to run.

        Raises:
            ScenarioError: this is an overlay.
        """
        if self.is_overlay:
            raise ScenarioError("", self.name, "overlay_alone", name=self.name)

    def title(self, lang: str) -> str:
        """What the scenario is called in a language.

        Args:
            lang: "en" or "zh".

        Returns:
            A few words.

        Example:
            >>> Scenario.load("s_association").title("en")
            'S Association'
        """
        return self.titles[lang]

    def description(self, lang: str) -> str:
        """What the scenario is about, in a sentence or two.

        Args:
            lang: "en" or "zh".

        Returns:
            The sentences of its file.

        Example:
            >>> Scenario.load("s_association").description("en").partition(" buys ")[0]
            'A street office of Chongqing'
        """
        return self.descriptions[lang]

    def question(self, lang: str) -> str:
        """The question the scenario is made to ask.

        Args:
            lang: "en" or "zh".

        Returns:
            One sentence, ending with a question mark.

        Example:
            >>> Scenario.load("s_association").question("zh")[-1]
            '？'
        """
        return self.questions[lang]

    def nothing_happens(self, lang: str) -> str:
        """Why the scenario's result is empty, in a sentence; '' when something can happen.

        No months, no communities, or no offices, whose districts are where all work is done: every arm ends
        as it began, its value is zero and 1+1 undefined. That is a result, not a fault.

        Args:
            lang: "en" or "zh".

        Returns:
            A sentence, or ''.

        Example:
            >>> Scenario.load("s_association").nothing_happens("en")
            ''
        """
        values = self.values
        empty = {
            "no_months": values["run.horizon"] == 0,
            "no_communities": values["population.communities"] == 0,
            "no_offices": values["population.offices"] == 0,
        }
        return next((text(f"scenario.{key}", lang) for key, is_so in empty.items() if is_so), "")

    def draw(self, seed: int, n: int, first: int = 0) -> dict[str, NDArray[np.generic]]:
        """Parameter draws first … first + n − 1, each a pure function of seed, parameter and its own number.

        Args:
            seed: the master seed.
            n: how many draws.
            first: the number of the first; draws do not depend on where a batch begins.

        Returns:
            The values of every uncertain parameter by dotted name, (n,), in its unit; choices as indices.

        Example:
            >>> drawn = Scenario.load("s_association").draw(seed=7, n=3)
            >>> drawn["contract.approval"].shape
            (3,)
        """
        return draw_uncertain(self.priors, seed, n, first, self.parameters)

    def with_values(
        self, changes: Mapping[str, object] = MappingProxyType({}), origin: str = CHANGES, **named: object
    ) -> Scenario:
        """The same scenario with some parameters set, which are then no longer uncertain.

        Args:
            changes: values by dotted name; choices by name.
            origin: what `sources` says of them.
            **named: nothing: a dotted name is no keyword.

        Returns:
            A new scenario; this one stays as it is.

        Raises:
            ScenarioError: a parameter that does not exist or stands as a keyword, or a value that is not
                allowed.

        Example:
            >>> Scenario.load("s_association").with_values({"contract.term": 12})["contract.term"]
            12
        """
        if named:
            word, value = next(iter(named.items()))
            same = [each for each in self.values if each.replace(".", "_") == word.replace("__", "_")]
            meant = same[0] if same else nearest(word.replace("_", "."), self.values)
            raise ScenarioError(CHANGES, word, "by_keyword", setting=f'{{"{meant}": {value!r}}}')
        return _composed([], changes, origin, self)

    def settings_of(self, overlay: str | Path) -> dict[str, Setting]:
        """What an overlay sets in this scenario: values, or changes of what there is.

        Args:
            overlay: its name or path.

        Returns:
            A value, or a `RelativeChange`, by dotted name.

        Raises:
            ScenarioError: as `load`.

        Example:
            >>> Scenario.load("s_association").settings_of("cultivation")["contract.term"].written()
            {'times': 1.5}
        """
        draft = _reopened(self)
        draft.priors.clear()
        for layer in laid_over(find(overlay)):
            draft.apply(layer)
        return draft.laid

    def differences(self, other: Scenario) -> dict[str, tuple[str, str]]:
        """What differs between two scenarios, values and priors, as text.

        Args:
            other: the scenario to compare with.

        Returns:
            (here, there) by dotted name; " (prior)" is appended to the name of a prior.

        Example:
            >>> case = Scenario.load("s_association")
            >>> case.differences(case.with_values({"contract.term": 12}))
            {'contract.term': ('8', '12')}
        """
        here, there = self._content(), other._content()
        both = {**here["values"], **there["values"]}, {**here["priors"], **there["priors"]}
        found: dict[str, tuple[str, str]] = {}
        for part, names in zip(("values", "priors"), both, strict=True):
            for name in names:
                pair = tuple(_text(each[part].get(name)) for each in (here, there))
                if pair[0] != pair[1]:
                    found[name if part == "values" else f"{name} (prior)"] = (pair[0], pair[1])
        return found

    @cached_property
    def _fingerprint(self) -> str:
        content = json.dumps(self._content(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def fingerprint(self) -> str:
        """SHA-256 over values, rows, priors and observations: equal exactly when the runs must be equal.

        Returns:
            64 hexadecimal digits.
        """
        return self._fingerprint

    def to_toml(self, lang: str = "", defaults: bool = True) -> str:
        """The scenario as one TOML text that stands alone and loads to the same fingerprint and sources.

        Args:
            lang: "en" or "zh" for a comment on each line that says what it is; '' for none.
            defaults: whether it says which values nobody states; not needed beside their sources.

        Returns:
            The text of a file.

        Example:
            >>> Scenario.load("s_association").to_toml().splitlines()[1]
            'name = "s_association"'
        """
        return toml_text(self, lang, defaults)

    def _content(self) -> dict[str, Any]:
        values = {
            name: parameter.shown(self.values[name]) if parameter.kind == "choice" else self.values[name]
            for name, parameter in self.parameters.items()
        }
        return {
            "schema": SCHEMA,
            "rows": {table: [row.name for row in rows] for table, rows in self.rows.items()},
            "values": values,
            "priors": {name: prior.written() for name, prior in self.priors.items()},
            "reference": {
                name: {key: value for key, value in observation.items() if key != "note"}
                for name, observation in self.reference.items()
            },
        }

    def __getitem__(self, name: str) -> Value | str:
        """The value of a parameter, a choice by its name. Raises KeyError naming the nearest parameter."""
        if name not in self.values:
            near = nearest(name, self.values)
            raise KeyError(f"no parameter {name!r}" + (f"; did you mean {near}?" if near else ""))
        value = self.values[name]
        return self.parameters[name].shown(value) if self.parameters[name].kind == "choice" else value

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.values)

    def __repr__(self) -> str:
        return f"<Scenario {self.name!r}: {len(self.values)} parameters, {len(self.priors)} uncertain>"

    def _repr_html_(self) -> str:
        head = f"<b>{html.escape(self.name)}</b>: "
        said = [
            " · ".join(html.escape(both[lang]) for lang in spoken()) for both in (self.titles, self.questions)
        ]
        size = {"parameters": len(self.values), "uncertain": len(self.priors)}
        sizes = " · ".join(html.escape(text("scenario.size", lang, **size)) for lang in spoken())
        held = "; ".join(f"{name} = {self[name]}" for name in self.values if name in self.held)
        lines = [head + said[0], said[1], sizes, html.escape(held)]
        return f"<p>{'<br>'.join(line for line in lines if line)}</p>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self._fingerprint == other._fingerprint

    def __hash__(self) -> int:
        return hash(self._fingerprint)

    def __reduce__(self) -> tuple[object, ...]:
        # Mapping proxies do not travel between processes; plain dicts do.
        state = {
            key: dict(value) if isinstance(value, MappingProxyType) else value
            for key, value in vars(self).items()
            if key in type(self).__dataclass_fields__
        }
        return _restored, (state,)


def _restored(state: dict[str, Any]) -> Scenario:
    frozen: dict[str, Any] = {
        key: MappingProxyType(value) if isinstance(value, dict) else value for key, value in state.items()
    }
    return Scenario(**frozen)


def _text(value: object) -> str:
    return "-" if value is None else value if isinstance(value, str) else json.dumps(value)


def _composed(
    documents: list[Document],
    changes: Mapping[str, object],
    origin: str,
    base: Scenario | None = None,
) -> Scenario:
    for document in documents:
        if "scenario" in document.data and not is_scenario(document.sound()):
            named = shown(document.data["scenario"])
            raise ScenarioError(document.shown, "", "is_study", scenario=named)
        if not says_something(document):
            keys = ", ".join(dotted([key]) for key in list(document.data)[:3])
            raise ScenarioError(document.shown, "", "other_toml", given=keys)
    alone = base.is_overlay if base else documents[0].data.get("purpose") == OVERLAY
    draft = Draft(alone) if base is None else _reopened(base)
    faults, about = Refusals(), []
    facts, observed, ends = draft.facts(), dict(draft.reference), draft.ends()
    for number, document in enumerate(documents):
        about += _about(document, faults)
        with faults.kept():
            layers = laid_over(document) if number else expanded(document)
            for layer in layers:
                with faults.kept():
                    draft.apply(layer)
            if number == 0 and not alone:
                with faults.kept():
                    check_whole(layers, draft)
        if number == 0:
            facts, observed, ends = draft.facts(), dict(draft.reference), draft.ends()
            draft.laid.clear()  # what is laid from here on is laid over the scenario
    for name, raw in changes.items():
        with faults.kept():
            draft.set(name, raw, origin)
    if not alone:
        # Where a value was refused the default stands, which may contradict the others: no fault of the file.
        if all(key.partition(".")[0] == "reference" for key in faults.keys):
            with faults.kept():
                check(draft)
        check_observed(draft, faults)
    faults.settle()
    draft.part_from(facts, observed, ends)
    texts = [joined([each[key] for each in about]) for key in ("title", "description", "question")]
    return Scenario(
        name="+".join(each["name"] for each in about) if base is None else base.name,
        purpose=about[0]["purpose"] if base is None else base.purpose,
        titles=texts[0] if base is None else base.titles,
        descriptions=texts[1] if base is None else base.descriptions,
        questions=texts[2] if base is None else base.questions,
        rows=MappingProxyType(draft.rows),
        values=MappingProxyType(draft.values),
        priors=MappingProxyType(draft.priors),
        reference=MappingProxyType(draft.reference),
        sources=MappingProxyType(draft.sources),
        overridden=tuple(draft.overridden),
        order=MappingProxyType(draft.order),
        reference_sources=MappingProxyType(draft.reference_sources),
        stated=MappingProxyType(draft.stated),
        held=frozenset(draft.laid) | (base.held if base is not None else frozenset()),
    )


def _about(document: Document, faults: Refusals) -> list[dict[str, Any]]:
    """What a file says of itself, or nothing when that is refused."""
    for key in ("title", "description", "question"):
        with faults.kept():
            document.both_languages((key,))
    said: list[dict[str, Any]] = []
    with faults.kept():
        said.append(header(document))
    return said


def _reopened(scenario: Scenario) -> Draft:
    draft = Draft(scenario.is_overlay)
    draft.rows = dict(scenario.rows)
    draft.parameters = scenario.parameters
    draft.values = dict(scenario.values)
    draft.stated = dict(scenario.stated)
    draft.sources = dict(scenario.sources)
    draft.priors = dict(scenario.priors)
    draft.reference = {name: dict(observation) for name, observation in scenario.reference.items()}
    draft.overridden = list(scenario.overridden)
    draft.order = dict(scenario.order)
    draft.reference_sources = dict(scenario.reference_sources)
    return draft
