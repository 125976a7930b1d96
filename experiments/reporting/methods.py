"""The methods paragraph of a result, for a paper: what was computed, from how much, and how it was estimated.

It is written from the record of a result, the plain values of its JSON, and says nothing that the record does
not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from experiments.designs.saltelli import SEED
from experiments.errors import InvalidInput
from experiments.reporting.numbers import amount
from experiments.reporting.paper_tables import scenario_written
from experiments.reporting.wording import (
    axis_name,
    axis_value,
    benchmark_words,
    design_name,
    listed_words,
    outcome_name,
)
from experiments.runs.engines import scenario_measures
from experiments.runs.keys import FACTOR
from experiments.runs.outcomes import BENCHMARKS
from experiments.texts import text

Record = Mapping[str, Any]
Sentence = tuple[str, Mapping[str, object]]
"""The key of a text in the room `methods`, and what fills it; numbers are grouped when it is filled."""

PREFIX = "oneplusone "


def methods_text(record: Record | None, lang: str) -> str:
    """Return the methods paragraph of a result in a language.

    Args:
        record: the plain values of the result with its metadata, as in its JSON; None without metadata.
        lang: "en" or "zh".

    Returns:
        One paragraph.

    Raises:
        InvalidInput: there is no metadata.
        KeyError: the result is of a kind that has no paragraph, or lacks an entry.
        TypeError: an entry is of another form.
        ValueError: the same.
    """
    if record is None:
        raise InvalidInput("methods.without_metadata")
    kind = str(record["kind"]).removeprefix(PREFIX)
    sentences = [*_subject(record, lang), *_KINDS[kind](record, lang), *_failures(record)]
    said = [text(f"methods.{key}", lang, **_grouped(fields)) for key, fields in sentences]
    return text("methods.between", lang).join(said)


def _grouped(fields: Mapping[str, object]) -> dict[str, object]:
    """Return fields with thousands separated in counts; a seed is no count, and comes as a text."""
    return {name: f"{value:,}" if isinstance(value, int) else value for name, value in fields.items()}


def _parameters(differences: Mapping[str, object]) -> int:
    """Return of how many parameters something differs: value, prior or both."""
    return len({name.removesuffix(" (prior)") for name in differences})


def _subject(record: Record, lang: str) -> Iterator[Sentence]:
    yield "software", {"version": record["version"], "engine": record["engine"]}
    if "a" in record:
        a, b = record["a"], record["b"]
        titles = {"a": a["title"][lang], "b": b["title"][lang]}
        prints = {"fingerprint_a": a["fingerprint"][:12], "fingerprint_b": b["fingerprint"][:12]}
        differs = _parameters(record["differs"])
        yield "scenarios", {**titles, **prints, "differs": differs, "months": record["months"]}
        yield "priors_a", _priors(a)
        yield "priors_b", _priors(b)
        return
    scenario = record["scenario"]
    fields = {"scenario": scenario["title"][lang], "fingerprint": scenario["fingerprint"][:12]}
    yield "scenario", {**fields, "months": record["months"]}
    priors = _priors(scenario)
    yield "priors" if priors["count"] else "no_priors", priors


def _priors(scenario: Record) -> dict[str, int]:
    """Return how many uncertain parameters there are, and by what evidence."""
    uncertain = [each for each in scenario["parameters"].values() if "prior" in each]
    evidence = Counter(each["confidence"] for each in uncertain)
    named = {"found": evidence["F"], "recalled": evidence["R"], "assumed": evidence["A"]}
    return {"count": len(uncertain), **named}


def _size(record: Record) -> Iterator[Sentence]:
    """Say how many runs there are, of how many draws and seeds."""
    fields = {"seed": str(record["seed"]), "arms": len(record["arms"]), "runs": record["runs"]}
    if record["study"] is not None:
        yield "of_study", {**fields, "study": record["study"]}
        return
    if record["draws"] is None:
        yield "designed", fields
        return
    described = record["a" if "a" in record else "scenario"]
    drawn = "drawn" if _priors(described)["count"] or record["draws"] > 1 else "fixed"
    each = "_each" if "a" in record else ""
    yield f"{drawn}{each}", {**fields, "draws": record["draws"], "seeds": record["seeds"]}


def _estimator(draws: int, seeds: int) -> Iterator[Sentence]:
    """Say what 1+1 is, and which intervals it has."""
    yield "ratio", {}
    clusters = "draws" if draws > 1 else "seeds" if seeds > 1 else "none"
    yield f"intervals_{clusters}", {}
    if draws > 1:
        yield "above_two" if seeds > 1 else "above_two_noise", {}


def _common(record: Record) -> Iterator[Sentence]:
    if len(record["arms"]) > 1:
        yield "common", {}


def _simulation(record: Record, lang: str) -> Iterator[Sentence]:
    yield from _size(record)
    yield from _common(record)
    used = record["headline"]["synergy"]
    yield from _estimator(used["draws"], used["seeds"])
    checked = record.get("observations")
    if checked and checked["conditioned"] is not None:
        names = [
            _measure_name(record, each["measure"], lang)
            for each in checked["observations"]
            if each["use"] == "condition"
        ]
        effective = amount(checked["conditioned"]["effective_draws"])
        yield (
            "conditioned",
            {"names": listed_words(names, lang), "effective": effective, "draws": used["draws"]},
        )
    why = record.get("why") or {}
    if "ledgers" in why:
        yield from _ledger_alone(why["ledgers"])
        yield from _paths_alone(why["paths"])
        yield "jackknife", {}


def _measure_name(record: Record, measure: str, lang: str) -> str:
    """Return what a measure is called: one of a kind of service by what the scenario calls the kind."""
    scenario = scenario_written(record["scenario"]["toml"])
    named = {one.name: one for one in scenario_measures(scenario)}
    return named[measure].label(lang) if measure in named else outcome_name(measure, lang)


def _calibrate(record: Record, lang: str) -> Iterator[Sentence]:
    yield from _size(record)
    yield from _common(record)
    yield "ratio", {}
    found = record.get("calibration", record)
    used = [fact for fact in found["facts"] if fact["use"] == "condition"]
    each = (
        text(
            "methods.fact", lang, name=_measure_name(record, fact["measure"], lang),
            model=text(f"report.observation_model.{fact['model']}", lang),
        )
        for fact in used
    )  # fmt: skip
    yield (
        "calibrated",
        {
            "facts": listed_words(each, lang),
            "effective": round(found["effective_draws"]),
            "draws": found["draws"],
        },
    )
    if found["parameters"]:
        yield "shifts", {"count": len(found["parameters"])}


def _compare(record: Record, lang: str) -> Iterator[Sentence]:
    yield from _size(record)
    yield "common_scenarios", {}
    used = record["synergy"]["a"]
    yield from _estimator(used["draws"], used["seeds"])
    yield "compared", {"tests": record["comparison"]["tests"]}


def _ledger(record: Record, lang: str) -> Iterator[Sentence]:
    yield from _size(record)
    yield "common_settings", {}
    yield "ratio", {}
    yield from _ledger_alone(record["ledgers"] if "ledgers" in record else record["settings"])
    if record.get("sources"):
        yield "sources", _sizes_of(record["sources"])
    yield "jackknife", {}


def _ledger_alone(settings: list[Record]) -> Iterator[Sentence]:
    if settings:
        yield "ledger", {"settings": len(settings), **_sizes_of(settings[0])}


def _sizes_of(side: Record) -> dict[str, object]:
    count = len(side["dilemmas"])
    return {"count": count, "worlds": 2**count, "draws": side["draws"], "seeds": side["seeds"]}


def _paths(record: Record, lang: str) -> Iterator[Sentence]:
    yield from _size(record)
    yield "common_settings", {}
    yield "ratio", {}
    # What is written in Python has the table's own entries beside those of the metadata.
    yield from _paths_alone(record["paths"] if isinstance(record["paths"], Mapping) else record)
    yield "jackknife", {}


def _paths_alone(table: Record) -> Iterator[Sentence]:
    equal = sum(bool(row["equal_money"]) for row in table["rows"])
    sizes = {"draws": table["draws"], "seeds": table["seeds"]}
    yield (
        "paths",
        {"count": len(table["paths"]), "worlds": len(table["rows"]), "equal": str(equal), **sizes},
    )


def _map(record: Record, lang: str) -> Iterator[Sentence]:
    found = record.get("map", record)
    parameters = scenario_written(record["scenario"]["toml"]).parameters
    fields: dict[str, object] = {"points": len(found["x_values"]) * len(found["y_values"])}
    for axis in ("x", "y"):
        name, values = found[f"{axis}_name"], found[f"{axis}_values"]
        fields[axis] = axis_name(name, parameters, lang)
        for end, value in (("low", values[0]), ("high", values[-1])):
            shown = value if isinstance(value, str) else axis_value(name, value, parameters, lang)
            fields[f"{axis}_{end}"] = shown
    yield from _size({**record, "draws": None})
    yield "map", {**fields, "draws": found["draws"], "seeds": found["seeds"]}
    yield "common" if record["study"] is not None else "common_settings", {}
    yield from _of_benchmark(found, lang)
    screened = found.get("axes_chosen")
    if screened is not None:
        sizes = {name: screened[name] for name in ("screened", "rows", "seeds")}
        yield "axes_by_gain" if screened["by_gain"] else "axes_chosen", sizes
    if found["critical"] is not None:
        yield "band", {"confidence": f"{100 * found['confidence']:g}", "critical": amount(found["critical"])}


def _report(record: Record, lang: str) -> Iterator[Sentence]:
    found = record.get("report", record)
    parameters = scenario_written(record["scenario"]["toml"]).parameters
    names = listed_words([axis_name(name, parameters, lang) for name in found["names"]], lang)
    sizes = {"draws": found["draws"], "seeds": found["seeds"]}
    yield from _size(record)
    design = design_name(found["design"], lang)
    yield "report", {"design": design, "points": len(found["points"]), "names": names, **sizes}
    yield from _common(record)
    yield from _estimator(found["draws"], found["seeds"])
    if all(point["added_value"] is None for point in found["points"]):  # both side by side were not run
        yield "of_benchmark", {"benchmark": benchmark_words(found["benchmark"], lang)["benchmark"]}
    reference = scenario_written(record["scenario"]["toml"]).reference
    if given := sum(each["use"] == "condition" for each in reference.values()):
        yield "not_conditioned", {"count": given}
    left_out = sum(point["left_out"] > 0 for point in found["points"])
    if left_out:
        yield "report_left_out", {"points": left_out}


def _sensitivity(record: Record, lang: str) -> Iterator[Sentence]:
    yield from _size(record)
    yield from _common(record)
    found = record.get("sensitivity", record)
    screened = "screening" in record or "method" in record
    looked_at = record.get("screening", record.get("found")) if screened else found["outcomes"]
    compared = {outcome.name for benchmark in BENCHMARKS for outcome in benchmark.brief}
    if not compared.isdisjoint(one["outcome"] for one in looked_at):
        yield "ratio", {}
    if screened:
        yield from _screening(record, looked_at, lang)
        return
    yield (
        "sobol_factor" if found["random_numbers"] == FACTOR else "sobol",
        {
            "second": text("methods.second", lang) if found["second_order"] else "",
            "size": found["base_size"],
            "nets": found["nets"],
            "factors": len(found["factors"]),
            "points": found["points"],
            "seeds": found["seeds"],
            "random": text(f"methods.random_{found['random_numbers']}", lang),
        },
    )
    yield "nets_pieces" if found["one_sequence"] else "nets", {}
    if found["draws_uncertain"]:
        yield "anew", {}


def _screening(record: Record, found: list[Record], lang: str) -> Iterator[Sentence]:
    fields = {
        "factors": len({one["parameter"] for one in found} - {SEED}),
        "size": record["size"],
        "seeds": record["seeds"],
        "random": text(f"methods.shared_{record['random_numbers']}", lang),
    }
    if record["method"] == "morris":
        yield ("morris_factor" if record["random_numbers"] == FACTOR else "morris"), fields
    else:
        yield "given_data", {**fields, "method": {"pawn": "PAWN", "delta": "Delta"}[record["method"]]}
    if record["draws_uncertain"]:
        yield "anew", {}


def _discover(record: Record, lang: str) -> Iterator[Sentence]:
    found = record.get("discovery", record)
    first, other = (str(seed) for seed in found["master_seeds"])
    yield from _size(record)
    yield from _common(record)
    yield from _of_benchmark(found, lang)
    yield (
        "discover",
        {
            "threshold": f"{found['threshold']:g}",
            "density": f"{100 * found['density']:g}%",
            "futures": found["futures"],
            "held_out": found["held_out"],
            "factors": len(found["ranges"]),
            "seeds": found["seeds"],
            "first": first,
            "other": other,
        },
    )
    if found["common_random_numbers"]:
        yield "halves_common", {}
    if found["draws_in_noise"]:
        yield "anew", {}


def _of_benchmark(found: Record, lang: str) -> Iterator[Sentence]:
    """Say what 1+1 is, and what it is compared with in this result."""
    yield "ratio", {}
    yield "of_benchmark", {"benchmark": benchmark_words(found["benchmark"], lang)["benchmark"]}


def _optimise(record: Record, lang: str) -> Iterator[Sentence]:
    alone = str(record["kind"]).removeprefix(PREFIX)
    parts = {alone.replace(" ", "_"): record} if alone != "optimise" else record
    yield from _size({**record, "draws": None})
    yield "common_settings", {}
    yield from _of_benchmark(next(parts[one] for one in ("front", "single_changes") if one in parts), lang)
    for name in ("front", "single_changes"):
        if name not in parts:
            continue
        found = parts[name]
        first, other = (str(seed) for seed in found["master_seeds"])
        sizes = {"evaluated": found["evaluated"], "draws": found["draws"], "seeds": found["seeds"]}
        more = (
            {"levers": len(found["levers"]), "held_out": found["held_out_draws"]} if name == "front" else {}
        )
        yield name, {**sizes, **more, "first": first, "other": other}


def _nearest(record: Record, lang: str) -> Iterator[Sentence]:
    found = record.get("nearest", record)
    first, second, third = (str(seed) for seed in found["master_seeds"])
    yield from _size({**record, "draws": None})
    yield "common_settings", {}
    yield "ratio", {}
    sizes = {name: found[name] for name in ("draws", "held_out", "seeds")}
    moving = {"levers": len(found["levers"]), "uncertain": len(found["uncertain"])}
    yield "nearest", {**sizes, **moving, "first": first, "second": second, "third": third}


def _forms(record: Record, lang: str) -> Iterator[Sentence]:
    found = record.get("forms", record)
    yield from _size(record)
    yield "common_settings", {}
    yield "ratio", {}
    yield "forms", {"count": len(found["rows"]) - 1, "draws": found["draws"], "seeds": found["seeds"]}
    yield "jackknife", {}


def _failures(record: Record) -> Iterator[Sentence]:
    """Say how many runs failed. Of those read from a study the record does not say it."""
    failed, left_out = len(record["failed"]), len(record["draws_left_out"])
    if failed or left_out:
        yield "failed", {"failed": failed, "left_out": left_out}
    elif record["study"] is None:
        yield "no_failure", {}


def knows(kind: str) -> bool:
    """Return whether results of a kind have a methods paragraph."""
    return kind.removeprefix(PREFIX) in _KINDS


_KINDS: dict[str, Callable[[Record, str], Iterator[Sentence]]] = {
    "case": _simulation,
    "run": _simulation,
    "compare": _compare,
    "calibrate": _calibrate,
    "ledger": _ledger,
    "paths": _paths,
    "map": _map,
    "study report": _report,
    "sensitivity": _sensitivity,
    "discover": _discover,
    "nearest": _nearest,
    "forms": _forms,
    "optimise": _optimise,
    "front": _optimise,
    "single changes": _optimise,
}
