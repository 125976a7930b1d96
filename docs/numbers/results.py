"""The commands that the numbers of the pages come from, and what they gave: commands.toml and stored/."""

from __future__ import annotations

import json
import operator
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
RESULTS = FOLDER / "stored"
DIGEST = ROOT / "tests" / "support" / "digest_of_runs.json"
PRINTED = re.compile(r"[−-]?\d+(?:\.\d+)?(?:e-?\d+)?")
REFUSED = 2
"""The exit status of a command that says why it gives no answer."""
FORMS: dict[str, Callable[[list[float]], float]] = {
    "difference": lambda of: operator.sub(*of),
    "ratio": lambda of: operator.truediv(*of),
    "less by": lambda of: 1 - operator.truediv(*of),
    "sum": sum,
    "least": min,
    "most": max,
    "spread": lambda of: max(of) - min(of),
    "half less": lambda of: 0.5 - of[0],
}
"""How a number of a page may be made from others that commands gave."""

IDENTITY = (
    *("outcome", "dilemma", "source", "setting", "side", "world", "volunteers", "schedule", "benchmark"),
    "group",
    *("paths", "path", "form", "variant", "parameter", "measure", "arm", "name"),
)
"""What tells the elements of a list in a result from one another."""

UNQUOTED = {
    *("standard_error", "clusters", "draws_to_resolve", "best_rank", "worst_rank", "zero", "raw"),
    *("raw_low", "raw_high", "used", "resolved_positive", "resolved_negative", "noise_share", "median"),
}
"""What no page quotes of an estimate."""

FACTS = {"facts": "s_association", "city_facts": "city"}
"""Sources that are scenarios: what they state is read from them."""

Values = dict[str, float]


@dataclass(frozen=True)
class Command:
    """A command whose result pages quote.

    Attributes:
        name: by which pages name it.
        line: the command, as one types it.
        seconds: what it costs, in seconds of CPU.
        keep: which of its values are stored, as patterns of their paths; all, if nothing is said.
    """

    name: str
    line: str
    seconds: float
    keep: tuple[str, ...] = ("*",)

    def run(self) -> Values:
        """Run the command and return the values that are kept."""
        return self.kept(self.output())

    def output(self) -> str:
        """Run the command and return what it prints: JSON, if it is one of oneplusone; or why it refuses."""
        program, *words = shlex.split(self.line)
        with tempfile.TemporaryDirectory() as folder:
            if program == "oneplusone":
                words = ["-m", "oneplusone", *words, "--json", "--out", f"{folder}/out", "--lang", "en"]
            ended = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True)
        last = (ended.stderr.strip().splitlines() or [""])[-1]
        if ended.returncode == REFUSED and last.startswith("oneplusone: "):
            return json.dumps({"refused": [float(each) for each in PRINTED.findall(last.replace(",", ""))]})
        if ended.returncode:
            raise RuntimeError(f"{self.line}: exit status {ended.returncode}: {last}")
        return ended.stdout

    def kept(self, output: str) -> Values:
        """Return the values of an output that are kept, by path."""
        values = dict(flat(json.loads(output)) if output.lstrip().startswith("{") else printed(output))
        return {
            path: value
            for path, value in values.items()
            if any(fnmatchcase(path, each) for each in (*self.keep, "refused.*"))
            and path.rpartition(".")[2] not in UNQUOTED
        }


def flat(tree: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of plain values with its path: headline.synergy.arms.G.value."""
    if isinstance(tree, Mapping | list):
        for name, each in tree.items() if isinstance(tree, Mapping) else elements(tree):
            yield from flat(each, f"{path}.{name}" if path else str(name))
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield path, tree


def elements(items: list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the elements of a list by name, such as an outcome or a dilemma, or else by place."""
    names = [named(each) if isinstance(each, Mapping) else "" for each in items]
    by_name = all(names) and len(set(names)) == len(names)
    yield from zip(names if by_name else map(str, range(len(items))), items, strict=True)


def named(element: Mapping[str, Any]) -> str:
    """Return what tells an element from its neighbours; several paths are one name, none is `as_it_is`."""
    words = []
    for field in IDENTITY:
        value = element.get(field)
        if isinstance(value, str) or (field == "setting" and value is not None):
            words.append(str(value))
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            words.append("+".join(value) or "as_it_is")
    return "+".join(words)


def printed(output: str) -> Iterator[tuple[str, float]]:
    """Yield the numbers of printed findings: P4.2.value, .low, .high, .n, and P4.said.2.0 of their words."""
    head, place = "", 0
    for line in output.splitlines():
        if line.startswith("|"):
            yield from cells(line)
            continue
        if found := re.match(r"(\w+): ", line):
            head, place = found[1], 0
        elif line.strip():
            words, _, rest = line.partition(" holds: ")[0].rpartition(": ")
            for name, number in zip(("value", "low", "high", "n"), PRINTED.findall(rest), strict=True):
                yield f"{head}.{place}.{name}", float(number)
            for order, number in enumerate(PRINTED.findall(words)):
                yield f"{head}.said.{place}.{order}", float(number.replace("−", "-"))
            place += 1


def cells(row: str) -> Iterator[tuple[str, float]]:
    """Yield the numbers of a row of a printed table by its first cell, its length and the column."""
    head, *rest = (cell.strip() for cell in row.strip("|").split("|"))
    for column, cell in enumerate(rest, 1):
        if PRINTED.fullmatch(cell.removesuffix("%")):
            yield f"{head}.{len(rest)}.{column}", float(cell.removesuffix("%")) / (100 if "%" in cell else 1)


@cache
def table() -> dict[str, dict[str, Any]]:
    """Return what commands.toml says of every source."""
    return tomllib.loads((FOLDER / "commands.toml").read_text("utf-8"))


def commands() -> dict[str, Command]:
    """Return every command by name."""
    return {
        name: Command(name, row["command"], row["seconds"], tuple(row.get("keep", ("*",))))
        for name, row in table().items()
        if "command" in row
    }


def model() -> str:
    """Return the digest of the model that is there: that of the committed 10,000 runs."""
    (runs,) = (each for size, each in json.loads(DIGEST.read_text("utf-8")).items() if size != "sample")
    return str(runs["all"])


def stored(name: str) -> dict[str, Any]:
    """Return what is stored of a command: its line, version, model and values."""
    return json.loads((RESULTS / f"{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def store(command: Command, values: Values) -> None:
    """Write what a command gave, with the model that gave it."""
    from oneplusone import __version__

    found = {"command": command.line, "version": __version__, "model": model(), "values": values}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{command.name}.json").write_text(json.dumps(found, indent=0) + "\n", "utf-8")


@cache
def values(source: str) -> Values:
    """Return the values that a source of a page stands for: NAME, or NAME/PATTERN for some of them.

    `facts` are what the case of the paper states, `city_facts` what the city does.

    Raises:
        KeyError: there is no such source, or the pattern has no value.
    """
    name, _, pattern = source.partition("/")
    found = _facts(FACTS[name]) if name in FACTS else _of(name)
    if pattern:
        found = {path: value for path, value in found.items() if fnmatchcase(path, pattern)}
    if not found:
        raise KeyError(source)
    return found


def names(source: str) -> set[str]:
    """Return the name of a source with those of all that it is made from."""
    name = source.partition("/")[0]
    row = table().get(name, {})
    return {name}.union(*(names(each) for each in (*row.get("part", ()), *row.get("of", ()))))


def _of(name: str) -> Values:
    row = table()[name]
    if "command" in row:
        return dict(stored(name)["values"])
    if "values" in row:
        return {f"{name}.{place}": value for place, value in enumerate(row["values"])}
    places = row["part"] if "part" in row else row["of"]
    found = [
        (f"{place.partition('/')[0]}:{path}", value)
        for place in places
        for path, value in values(place).items()
    ]
    if "part" in row:
        shift = row.get("shift", 0.0)
        return {path: value + shift for path, value in found}
    return {name: FORMS[row["form"]]([value for _, value in found])}


def _facts(scenario: str) -> Values:
    from sim.scenario.scenario import Scenario

    return dict(flat(dict(Scenario.load(scenario).values)))


def sizes(source: str) -> set[float]:
    """Return the numbers that the command line of a source itself has: draws, seeds, values that are set."""
    line = table().get(source.partition("/")[0], {}).get("command", "")
    return {float(number) for number in PRINTED.findall(line)}
