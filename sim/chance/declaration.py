"""What a random event is: a permanent number, two ids, a transform and one sentence."""

from collections.abc import Mapping
from typing import Any, NamedTuple

TRANSFORMS = ("uniform", "normal")

DOMAINS = (
    "bureau", "office", "organization", "evaluator", "community", "kind", "lot", "instrument",
)  # fmt: skip
"""What an id may number."""

EVENT_LIMIT = 256
"""Numbers of events stay below this."""

RETIRED: frozenset[int] = frozenset()
"""Numbers of events the model no longer has; giving one to another event would change what old seeds mean."""


class Event(NamedTuple):
    """One random event: its permanent number, transform, the domains of its two ids (None: the id is 0).

    An event of the founding happens in month 0 only.
    """

    name: str
    number: int
    transform: str
    domains: tuple[str | None, str | None]
    sentence: str
    month_0_only: bool


_declared: dict[int, Event] = {}


def event(
    number: int,
    transform: str,
    domains: tuple[str | None, str | None],
    sentence: str,
    month_0_only: bool = False,
) -> int:
    """Declare a random event and return its number, a constant of the compiled rules.

    Raises ValueError for a number out of range, retired or given before, for an unknown transform or domain,
    and for a sentence that does not end.
    """
    if not 0 < number < EVENT_LIMIT:
        raise ValueError(f"event {number}: numbers of events go from 1 to {EVENT_LIMIT - 1}")
    if number in RETIRED:
        raise ValueError(f"event {number} is retired: numbers are never given again")
    if number in _declared:
        raise ValueError(f"event {number} is declared twice: first as {_declared[number].sentence!r}")
    if transform not in TRANSFORMS:
        raise ValueError(f"event {number}: transform {transform!r} is none of {', '.join(TRANSFORMS)}")
    for domain in domains:
        if domain is not None and domain not in DOMAINS:
            raise ValueError(f"event {number}: domain {domain!r} is none of {', '.join(DOMAINS)}")
    if not sentence.endswith((".", "?")):
        raise ValueError(f"event {number}: state it in one whole sentence, not {sentence!r}")
    _declared[number] = Event("", number, transform, domains, sentence, month_0_only)
    return number


def founding(number: int, transform: str, domains: tuple[str | None, str | None], sentence: str) -> int:
    """Declare, as `event` does, an event that happens in month 0 only."""
    return event(number, transform, domains, sentence, month_0_only=True)


def named(namespace: Mapping[str, Any]) -> dict[int, Event]:
    """The declared events by number, in the order of declaration, each under its name in this namespace.

    Raises ValueError when an event has no name there.
    """
    names = {number: name for name, number in namespace.items() if name.isupper() and type(number) is int}
    nameless = [number for number in _declared if number not in names]
    if nameless:
        raise ValueError(f"event {nameless[0]} has no name: write NAME = event({nameless[0]}, …)")
    return {number: it._replace(name=names[number]) for number, it in _declared.items()}


def declared_events() -> tuple[Event, ...]:
    """The events declared so far, without their names."""
    return tuple(_declared.values())
