"""The form in which every parameter is declared, once: name, default, range, unit, role, source, words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sim.parameters.priors import Integers, Prior, Triangular
from sim.texts import text

Role = Literal["lever", "uncertainty", "constant"]
Kind = Literal["int", "float", "choice"]
Confidence = Literal["F", "R", "A"]
Value = int | float

LEVER: Role = "lever"
UNCERTAINTY: Role = "uncertainty"
CONSTANT: Role = "constant"

ROLES: tuple[Role, ...] = (LEVER, UNCERTAINTY, CONSTANT)

# Units that measure a part of a whole: without a word to the contrary their values lie in [0, 1].
_PARTS_OF_ONE = frozenset({"share", "probability", "level", "per_month", "per_quarter"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One declared number or choice of the model.

    `low` to `high` is the range that sweeps, sliders and priors use; `least` to `most` is what is allowed
    at all, wide enough for the settings that switch a mechanism off. A choice is stored as the index of its
    name in `options`; `options_from` names the table whose rows are the options, `rows_of` the table whose
    rows are counted: as many as there are is both the default and the end of the range. What is `stated` has
    no default of its own: a case says it, and `default` only fills the place until it does.
    """

    name: str
    kind: Kind
    default: Value
    low: Value
    high: Value
    least: Value
    most: Value
    unit: str
    role: Role
    symbol: str = ""
    source: tuple[str, ...] = ()
    confidence: Confidence = "A"
    prior: Prior | None = None
    options: tuple[str, ...] = ()
    options_from: str = ""
    rows_of: str = ""
    structural: bool = False
    stated: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The first part of the name: 'contract' of 'contract.term'."""
        return self.name.partition(".")[0]

    def label(self, lang: str) -> str:
        """The parameter's short name in a language.

        Args:
            lang: "en" or "zh".

        Returns:
            A few words, without the unit.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> PARAMETERS["contract.term"].label("en")
            'Term'
        """
        return self.labels[lang]

    def help(self, lang: str) -> str:
        """What the parameter means, in one plain sentence.

        Args:
            lang: "en" or "zh".

        Returns:
            The sentence.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> PARAMETERS["contract.term"].help("en").partition(";")[0]
            'Months from the award to the fixed end date'
        """
        return self.helps[lang]

    def stored(self, value: object) -> Value:
        """The value as it is kept: int (also of 12.0), float, or index of a choice.

        Args:
            value: a number, or the name of a choice.

        Returns:
            A number within what is allowed.

        Raises:
            NotAllowed: anything else.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> PARAMETERS["contract.term"].stored(12.0)
            12
        """
        if self.kind == "choice":
            return self._chosen(value)
        number = _plain(value)
        if self.kind == "int" and isinstance(number, float) and number.is_integer():
            number = int(number)  # 12.0 and 1e3 are meant as whole numbers
        if number is None or (self.kind == "int" and isinstance(number, float)):
            raise NotAllowed("whole_number_expected" if self.kind == "int" else "number_expected")
        # Integers first: an integer of any length compares exactly, but may be too long for a float.
        if isinstance(number, float) and not math.isfinite(number):
            raise NotAllowed("not_finite")
        if not self.least <= number <= self.most:
            raise NotAllowed("out_of_range")
        return number if self.kind == "int" else float(number)

    def _chosen(self, value: object) -> int:
        number = _plain(value)
        if isinstance(value, str) and value in self.options:
            return self.options.index(value)
        if isinstance(number, int) and 0 <= number < len(self.options):
            return number
        raise NotAllowed("unknown_choice")

    def shown(self, value: Value) -> str:
        """The value as a person writes it: the name of a choice, the shortest form of a number.

        Args:
            value: a stored value.

        Returns:
            Text that `stored` would take back.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> PARAMETERS["policy.instrument"].shown(0)
            'direct'
        """
        if self.kind == "choice":
            return self.options[int(value)]
        return number_text(value)

    def allowed(self, lang: str) -> str:
        """What may be given, in words.

        Args:
            lang: "en" or "zh".

        Returns:
            A phrase with both ends and the unit, or the options.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> PARAMETERS["contract.term"].allowed("en")
            'a whole number from 1 to 120 months'
        """
        if self.kind == "choice":
            return text("fault.one_of", lang, options=", ".join(self.options))
        key = "fault.whole_number_from" if self.kind == "int" else "fault.number_from"
        unit = text(f"units.{self.unit}", lang)
        return text(key, lang, least=number_text(self.least), most=number_text(self.most), unit=unit).strip()


class NotAllowed(ValueError):
    """A value that a parameter does not allow; `problem` is the key of the reason in the room of faults."""

    def __init__(self, problem: str) -> None:
        super().__init__(text(f"fault.{problem}", "en"))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters that belong together: what a rule reads as p.<group>.<name>."""

    name: str
    labels: Mapping[str, str]
    parameters: tuple[Parameter, ...]


def group(name: str, en: str, zh: str, *parameters: Parameter) -> Group:
    """Declare a group; its parameters take its name as the first part of theirs."""
    named = tuple(replace(parameter, name=f"{name}.{parameter.name}") for parameter in parameters)
    return Group(name, {"en": en, "zh": zh}, named)


def real(
    name: str,
    default: float,
    span: tuple[float, float],
    unit: str,
    role: Role,
    *,
    en: str,
    zh: str,
    help_en: str,
    help_zh: str,
    allowed: tuple[float, float] | None = None,
    symbol: str = "",
    source: str = "",
    confidence: Confidence = "A",
    prior: Prior | None = None,
    stated: bool = False,
) -> Parameter:
    """Declare a real number with default, range and what is allowed (unless given: the range, or [0, 1])."""
    if allowed is None:
        allowed = (0.0, 1.0) if unit in _PARTS_OF_ONE else span
    if role == UNCERTAINTY and prior is None:
        prior = Triangular(float(span[0]), float(default), float(span[1]))
    return Parameter(
        name=name, kind="float", default=float(default), low=float(span[0]), high=float(span[1]),
        least=float(allowed[0]), most=float(allowed[1]), unit=unit, role=role, symbol=symbol,
        source=tuple(source.split()), confidence=confidence, prior=prior, stated=stated,
        labels={"en": en, "zh": zh}, helps={"en": help_en, "zh": help_zh},
    )  # fmt: skip


def count(
    name: str,
    default: int,
    span: tuple[int, int],
    unit: str,
    role: Role,
    *,
    en: str,
    zh: str,
    help_en: str,
    help_zh: str,
    allowed: tuple[int, int] | None = None,
    symbol: str = "",
    source: str = "",
    confidence: Confidence = "A",
    prior: Prior | None = None,
    structural: bool = False,
    stated: bool = False,
    rows_of: str = "",
) -> Parameter:
    """Declare a whole number with default, range and what is allowed (unless given: the range)."""
    allowed = span if allowed is None else allowed
    if role == UNCERTAINTY and prior is None:
        prior = Integers(*span)
    return Parameter(
        name=name, kind="int", default=default, low=span[0], high=span[1], least=allowed[0], most=allowed[1],
        unit=unit, role=role, symbol=symbol, source=tuple(source.split()), confidence=confidence, prior=prior,
        structural=structural, stated=stated, rows_of=rows_of,
        labels={"en": en, "zh": zh}, helps={"en": help_en, "zh": help_zh},
    )  # fmt: skip


def choice(
    name: str,
    default: str,
    options: tuple[str, ...],
    role: Role,
    *,
    en: str,
    zh: str,
    help_en: str,
    help_zh: str,
    options_from: str = "",
    source: str = "",
    confidence: Confidence = "A",
) -> Parameter:
    """Declare a choice among named options, stored as the index of the name."""
    last = len(options) - 1
    return Parameter(
        name=name, kind="choice", default=options.index(default), low=0, high=last, least=0, most=last,
        unit="choice", role=role, options=options, options_from=options_from, source=tuple(source.split()),
        confidence=confidence, labels={"en": en, "zh": zh}, helps={"en": help_en, "zh": help_zh},
    )  # fmt: skip


def number_text(value: Value) -> str:
    """The shortest decimal text of a number: 200000 for 200000.0, 0.0278 for 1/36."""
    if isinstance(value, int):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.4g}" if abs(value) < 1 else f"{value:.6g}"


def _plain(value: object) -> int | float | None:
    """The value as a Python int or float; None for anything else, truth values included."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    # NumPy scalars come back from designs and draws; duck-typed so that NumPy need not be imported here.
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        return _plain(item())
    return None
