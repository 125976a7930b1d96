"""Rules of scenario discovery as tables and plain sentences."""

from __future__ import annotations

from experiments.discovery.rules import DiscoveredRule, Discovery
from experiments.reporting.numbers import percent
from experiments.reporting.runs_needed import about
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import Parameters, in_plain_words, not_shown
from experiments.texts import text


def lines(found: Discovery, parameters: Parameters, lang: str, held: bool = False) -> list[str]:
    """Return everything a person should read of a discovery."""
    return [
        text("discovery.title", lang, threshold=f"{found.threshold:g}"),
        *in_plain_words(summary(found, parameters, lang), lang),
        "",
        *wrapped(evidence(found, lang)),
        "",
        *not_shown(["discovery.cause", "discovery.shape", "discovery.rates"], lang, held),
    ]


def summary(found: Discovery, parameters: Parameters, lang: str) -> list[str]:
    """Return the rules in plain sentences, with what they are worth on held-out futures."""
    said = []
    for place, rule in enumerate(found.rules):
        if not rule.box.limits:
            fields = _fields(rule, found.threshold, parameters, lang)
            said.append(text("discovery.no_rule", lang, **fields))
            continue
        said.append(
            text(
                "discovery.also" if place else "discovery.rule",
                lang,
                **_fields(rule, found.threshold, parameters, lang),
            )
        )
        if not place and not found.reached:
            said.append(text("discovery.not_reached", lang, density=percent(found.density)))
        if not rule.validated:
            said.append(text("discovery.not_validated", lang))
            number = rule.futures_to_validate
            key = "would_validate" if number > 0 else "would_not_validate"
            said.append(text(f"discovery.{key}", lang, futures=about(number) if number > 0 else ""))
    if found.futures_to_settle:
        number = found.futures_to_settle
        fields = {"density": percent(found.density), "futures": about(number) if number > 0 else ""}
        said.append(
            text("discovery.would_settle" if number > 0 else "discovery.would_not_settle", lang, **fields)
        )
    said.append(
        text(
            "discovery.against",
            lang,
            base=percent(found.base_rate.value),
            low=percent(found.base_rate.low),
            high=percent(found.base_rate.high),
        )
    )
    if len(found.rules) > 1:
        density, coverage = found.together.density.value, found.together.coverage.value
        said.append(text("discovery.together", lang, density=percent(density), coverage=percent(coverage)))
    leaves = [rule for rule in found.tree if rule.validated]
    leaves.sort(key=lambda rule: -rule.held_out.coverage.value)
    if leaves:
        told = (
            text(
                "discovery.leaf", lang, box=rule.box.words(lang, parameters),
                density=percent(rule.held_out.density.value),
            )
            for rule in leaves[:3]
        )  # fmt: skip
        said.append(text("discovery.tree", lang, rules=("；" if lang == "zh" else "; ").join(told)))
    else:
        said.append(text("discovery.no_tree", lang))
    if found.doubt > 0:
        said.append(text("discovery.doubt", lang, doubt=percent(found.doubt)))
        number = found.seeds_to_halve_doubt
        key = "doubt_half" if number > 0 else "doubt_stays"
        said.append(text(f"discovery.{key}", lang, seeds=about(number) if number > 0 else ""))
    return said


def _fields(rule: DiscoveredRule, threshold: float, parameters: Parameters, lang: str) -> dict[str, str]:
    density, coverage = rule.held_out.density, rule.held_out.coverage
    return {
        "box": rule.box.words(lang, parameters),
        "density": percent(density.value),
        "low": percent(density.low),
        "high": percent(density.high),
        "coverage": percent(coverage.value),
        "threshold": f"{threshold:g}",
    }


def evidence(found: Discovery, lang: str) -> str:
    """Return n, keys and intervals in one sentence, and whether both sets of futures share their luck."""
    random_numbers = text(
        "discovery.luck_shared" if found.common_random_numbers else "discovery.luck_own", lang
    )
    if found.unknowns_in_chance:
        random_numbers += text("discovery.luck_unknowns", lang)
    said = text(
        "discovery.evidence",
        lang,
        futures=f"{found.futures:,}",
        held_out=f"{found.held_out:,}",
        seeds=found.seeds,
        first=found.master_seeds[0],
        second=found.master_seeds[1],
    )
    return f"{said}{'；' if lang == 'zh' else '; '}{random_numbers}"
