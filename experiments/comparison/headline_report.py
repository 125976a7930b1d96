"""1+1 in A and in B with the paired difference, and what is created together, in sentences."""

from __future__ import annotations

from functools import partial

from experiments.comparison.comparison import ScenarioComparison
from experiments.reporting.numbers import Form, amount, fixed, listed, percent, ratio
from experiments.reporting.runs_needed import clusters_word, needed
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import benchmark_words, closed_up
from experiments.statistics.intervals import Estimate
from experiments.synergy.synergy import BenchmarkAnswer
from experiments.texts import text


def headline_lines(found: ScenarioComparison, lang: str) -> list[str]:
    """Return 1+1 in A and in B and their paired difference by both benchmarks, and what is created together,
    as lines of a report.
    """
    lines = []
    for first, *rest in benchmark_sentences(found, lang, ("A", "B")):
        lines += [*wrapped(first), *(line for each in rest for line in wrapped(each, indent=2))]
    return [*lines, *wrapped(created_sentence(found, lang))]


def created_sentence(found: ScenarioComparison, lang: str, key: str = "created") -> str:
    """Return what the two create together in A and in B, net of nobody acting, and the paired difference.

    `key` is the text where any run differs.
    """
    created = found.created
    of = (("first", created.a), ("second", created.b), ("difference", created.difference))
    fields = {name: amount(one.value) for name, one in of}
    fields |= {f"{name}_{end}": amount(getattr(one, end)) for name, one in of for end in ("low", "high")}
    fields["open"] = "" if created.resolved else text("report.compare.created_open", lang)
    if not created.difference.known:
        return text("report.compare.created_single", lang, **fields)
    if created.pairs.same == created.pairs.of:
        return text("report.compare.created_none", lang, **fields)
    return text(f"report.compare.{key}", lang, **fields, **created.pairs.to_dict())


def benchmark_sentences(
    found: ScenarioComparison, lang: str, names: tuple[str, str], key: str = "headline"
) -> list[list[str]]:
    """Return the sentences on each benchmark: 1+1 in A and B, their difference, its range, what resolves it.

    `names` are what the two are called: letters where a report has said which is which. `key` is the text of
    the first sentence.
    """
    pairs = zip(found.synergy_a.answers(), found.synergy_b.answers(), strict=True)
    return [_sentences(found, a, b, lang, names, key) for a, b in pairs]


def _sentences(
    found: ScenarioComparison,
    a: BenchmarkAnswer,
    b: BenchmarkAnswer,
    lang: str,
    names: tuple[str, str],
    key: str,
) -> list[str]:
    benchmark = benchmark_words(a.benchmark, lang)["benchmark"]
    title = benchmark[0].upper() + benchmark[1:]
    undefined = [name for name, each in zip(names, (a, b), strict=True) if each.ratio.undefined]
    difference = found.difference_by(a.benchmark)
    if undefined:
        which = listed(undefined, lang)
        return [text("report.compare.headline_undefined", lang, which=which, benchmark=title)]
    fields = {**_ratio("first", a), **_ratio("second", b), "benchmark": title}
    if difference is None:
        # Both are defined, so what is missing is a second pair of runs.
        apart = ratio(b.ratio.estimate.value - a.ratio.estimate.value)
        fields |= {"a": names[0], "b": names[1], "difference": apart}
        return [closed_up(text("report.compare.headline_single", lang, **fields))]
    form = _seen(difference.estimate, a.ratio.estimate.value, b.ratio.estimate.value)
    fields |= _ratio("first", a, form) | _ratio("second", b, form)
    fields |= {"a": names[0], "b": names[1], "difference": form(difference.estimate.value)}
    fields |= {"low": form(difference.estimate.low), "high": form(difference.estimate.high)}
    if difference.none:
        return [closed_up(text("report.compare.headline_none", lang, **fields))]
    if difference.open and key == "headline_short":
        key = "headline_short_open"
    said = [text(f"report.compare.{key}", lang, **fields)]
    if found.comparison.draws > 1:
        ends = {"first": ratio(difference.draw_range.low), "last": ratio(difference.draw_range.high)}
        share = percent(difference.higher.value)
        said.append(text("report.compare.headline_range", lang, **ends, share=share, a=names[0], b=names[1]))
    if difference.open:
        kind = clusters_word(found.comparison.draws)
        open_ = needed(difference.draws_to_resolve, difference.estimate, kind, lang)
        said.append(text("report.compare.headline_unresolved", lang, needed=open_, benchmark=benchmark))
    return [closed_up(each) for each in said]


def _ratio(name: str, found: BenchmarkAnswer, form: Form = ratio) -> dict[str, str]:
    estimate = found.ratio.estimate
    return {
        name: form(estimate.value),
        f"{name}_low": form(estimate.low),
        f"{name}_high": form(estimate.high),
    }


def _seen(estimate: Estimate, first: float, second: float) -> Form:
    """Return how two ratios and their difference are written: with so many decimals, two to four, that an end
    of its interval that is not zero is not said to be, and that the difference is that of the two.
    """
    nearest = min(abs(estimate.low), abs(estimate.high))

    def agrees(decimals: int) -> bool:
        apart = round(second, decimals) - round(first, decimals)
        return fixed(apart, decimals) == fixed(estimate.value, decimals)

    shown = (each for each in (2, 3) if agrees(each) and (not estimate.sign or round(nearest, each)))
    decimals = next(shown, 4)
    return ratio if decimals == 2 else partial(fixed, decimals=decimals)
