"""Parameters that must fit together: checked once all layers are on, over the range of the uncertain ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sim.parameters.declaration import number_text
from sim.parameters.layout import split
from sim.parameters.service_kinds import KINDS
from sim.scenario.comparable import Ends, check_comparable
from sim.scenario.document import Document
from sim.scenario.draft import Draft
from sim.scenario.errors import Refusals, ScenarioError
from sim.scenario.layers import OVERLAY

Finding = tuple[tuple[str, ...], str, dict[str, str]]


def check(draft: Draft) -> None:
    """Raise ScenarioError where parameters contradict each other, at the line that set the latest of them."""
    faults = Refusals()
    for names, problem, fields in _findings(draft):
        name = max(names, key=lambda each: draft.order.get(each, 0))
        source = draft.sources[name]
        with faults.kept():
            raise ScenarioError("" if source == "default" else source, name, problem, **fields)
    faults.settle()


def check_whole(layers: Sequence[Document], draft: Draft) -> None:
    """Raise ScenarioError where a case leaves out what makes it one: all that is missing, at once.

    The declared defaults are nobody's case: they fill in what a contract does not say, not the contract.

    Args:
        layers: what the case is made of, its own file last.
        draft: the layers laid upon one another.
    """
    faults, shown = Refusals(), layers[-1].shown
    # An overlay changes what a case says, and says it for none.
    said = {name for layer in layers if layer.data.get("purpose") != OVERLAY for name in _names(layer)}
    if not draft.rows[KINDS.name] and KINDS.name not in said:
        with faults.kept():
            raise ScenarioError(shown, KINDS.name, "kinds_missing")
    for name, parameter in draft.parameters.items():
        # What is stated but refused has been reported already; a row reports itself what it lacks.
        if parameter.stated and split(name)[2] is None and name not in said:
            with faults.kept():
                raise ScenarioError(shown, name, "not_stated", group=parameter.group)
    faults.settle()


def check_observed(draft: Draft, faults: Refusals) -> None:
    """Add a refusal for each observation that no run of a scenario can be compared with.

    What was refused itself may become anything that is allowed: no observation is refused for that.

    Args:
        draft: the layers laid upon one another.
        faults: what is refused so far.
    """
    named, ends = faults.keys | faults.meant, draft.ends()._asdict()
    for end, name in (("horizon", "run.horizon"), ("term", "contract.term")):
        if not named.isdisjoint((name, name.partition(".")[0])):
            ends[end] = int(draft.parameters[name].most)
    kinds = [row.name for row in draft.rows[KINDS.name]]
    kinds += [name.split(".")[1] for name in named if name.startswith(f"{KINDS.name}.")]
    check_comparable(draft.observed, None if KINDS.name in named else kinds, Ends(**ends), faults)


def _names(document: Document) -> Iterator[str]:
    """The groups that a file speaks of, and the parameters in them."""
    for group, content in document.data.items():
        yield group
        if isinstance(content, dict):
            yield from (f"{group}.{name}" for name in content)


def _findings(draft: Draft) -> Iterator[Finding]:
    yield from _of_the_contract(draft)
    yield from _of_people(draft)
    yield from _of_rows(draft)


def _of_the_contract(draft: Draft) -> Iterator[Finding]:
    low, high = _bounds(draft)
    approval, term = high("contract.approval"), low("contract.term")
    if approval >= term:
        given = {"given": number_text(approval), "term": number_text(term)}
        yield ("contract.approval", "contract.term"), "approval_before_end", given
    tranches = high("contract.tranches")
    if tranches > term:
        given = {"given": number_text(tranches), "term": number_text(term)}
        yield ("contract.tranches", "contract.term"), "tranches_in_term", given
    kinds = len(draft.rows[KINDS.name])
    if high("contract.bundle") > kinds:
        given = {"given": number_text(high("contract.bundle")), "kinds": str(kinds)}
        yield ("contract.bundle",), "bundle_of_kinds", given


def _of_people(draft: Draft) -> Iterator[Finding]:
    low, high = _bounds(draft)
    studios, communities = high("population.studios"), low("population.communities")
    if studios > communities:
        given = {"given": number_text(studios), "communities": number_text(communities)}
        yield ("population.studios", "population.communities"), "studios_in_communities", given
    experts, peers, pool = "evaluation.experts", "evaluation.peers", "population.evaluators"
    most, least = high(experts) + high(peers), low(experts) + low(peers)
    if low("population.offices") > 0 and not 1 <= least <= most <= low(pool):
        given = {"given": number_text(most if most > low(pool) else least), "pool": number_text(low(pool))}
        yield (experts, peers, pool), "panel_from_pool", given
    inert, organizations = high("population.inert"), low("population.organizations")
    if inert > organizations:
        given = {"given": number_text(inert), "organizations": number_text(organizations)}
        yield ("population.inert", "population.organizations"), "inert_among_organizations", given
    gain, ratio = "relations.gain_rate", "relations.loss_ratio"
    if high(gain) * high(ratio) > 1.0:
        yield (gain, ratio), "loss_of_trust", {"given": number_text(high(gain) * high(ratio))}


def _of_rows(draft: Draft) -> Iterator[Finding]:
    low, high = _bounds(draft)
    for row in draft.rows[KINDS.name]:
        stages, gestation = f"kinds.{row.name}.stages", f"kinds.{row.name}.gestation"
        if high(stages) > 0 and low(gestation) <= 0:
            yield (stages, gestation), "stages_take_time", {"given": number_text(high(stages))}
    for row in draft.rows["instruments"]:
        in_house, chooser = f"instruments.{row.name}.in_house", f"instruments.{row.name}.chooser"
        parameter = draft.parameters[chooser]
        if high(in_house) == 1 and parameter.shown(draft.values[chooser]) != "office":
            given = {"given": parameter.shown(draft.values[chooser])}
            yield (in_house, chooser), "in_house_chosen", given


class _Bounds:
    """The smallest and largest value a parameter can take: its value, or the ends of its prior."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def low(self, name: str) -> float:
        prior = self.draft.priors.get(name)
        return self.draft.values[name] if prior is None else prior.low

    def high(self, name: str) -> float:
        prior = self.draft.priors.get(name)
        return self.draft.values[name] if prior is None else prior.high


def _bounds(draft: Draft) -> tuple[Callable[[str], float], Callable[[str], float]]:
    bounds = _Bounds(draft)
    return bounds.low, bounds.high
