"""oneplusone module: the model as a WebAssembly module with its layout, for pages without Python."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.folders import PAPER, RESULTS
from experiments.cli.options import add_settings, folder, replacing, report_written, scenario_of
from experiments.cli.parser import Parser
from experiments.errors import EnvironmentFailure, Exit, InvalidInput
from experiments.texts import text

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MODULE, LAYOUT = "model.wasm", "layout.json"
FOLDER = RESULTS / "module"


def configure(parser: Parser) -> None:
    """Add the scenarios, the folder and how to report."""
    say = parser.say
    parser.add_argument(
        "scenarios", nargs="*", default=[PAPER], metavar="SCENARIO", help=say("command_module.scenarios")
    )
    add_settings(parser)
    parser.add_argument("--json", action="store_true", help=say("command_module.json"))
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER",
        help=say("command_module.out", module=MODULE, layout=LAYOUT, default=FOLDER),
    )  # fmt: skip
    parser.set_defaults(panel=None)


def execute(args: Namespace) -> int:
    """Write both files and report what they are; all is checked before anything is made."""
    from experiments.files import save
    from experiments.results import json_text
    from sim.engine.layout import OtherRows, layout_of
    from sim.engine.module import module_of, stamp_of
    from sim.engine.target import TargetError

    out = folder(args, FOLDER)
    scenarios = _scenarios(args)
    first = next(iter(scenarios.values()))
    try:
        layout_of(scenarios, "")
        module = module_of(first)
    except OtherRows as other:
        raise InvalidInput("command_module.other_rows", name=other, first=first.name) from None
    except TargetError as problem:
        raise EnvironmentFailure("command_module.target", reason=problem) from None
    layout = json_text(layout_of(scenarios, stamp_of(module)))
    paths = [out / MODULE, out / LAYOUT]
    with replacing(paths, args.lang):
        out.mkdir(parents=True, exist_ok=True)
        for path, content in zip(paths, (module, layout.encode()), strict=True):
            save(path, content)
    report_written(paths, args.lang)
    said = _described(module, scenarios)
    print(json_text(said) if args.json else "\n".join(_lines(said, args.lang)), end="" if args.json else "\n")
    return Exit.DONE


def _scenarios(args: Namespace) -> dict[str, Scenario]:
    """The scenarios by name. Raises ScenarioError, also for an overlay, InvalidInput for a name twice."""
    found: dict[str, Scenario] = {}
    for asked in _with_overlays(args.scenarios):
        scenario = scenario_of(args, asked)
        scenario.require_case()
        if scenario.name in found:
            raise InvalidInput("command_module.twice", name=scenario.name)
        found[scenario.name] = scenario
    return found


def _with_overlays(words: list[str]) -> list[str]:
    """Join overlays that stand as words of their own, as every other command takes them, to their scenario.

    Example:
        >>> _with_overlays(["s_association", "+all_paths", "city"])
        ['s_association+all_paths', 'city']
    """
    joined: list[str] = []
    for word in words:
        if word.startswith("+") and joined:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _described(module: bytes, scenarios: dict[str, Scenario]) -> dict[str, object]:
    """What was written, as data."""
    import gzip

    from sim.engine.module import stamp_of
    from sim.engine.webassembly import exported, imported
    from sim.world import sizes

    return {
        "file": MODULE,
        "layout": LAYOUT,
        "stamp": stamp_of(module),
        "size": len(module),
        "compressed": len(gzip.compress(module, 9, mtime=0)),
        "exports": exported(module),
        "imports": [f"{one.module}.{one.name}" for one in imported(module)],
        **sizes(next(iter(scenarios.values()))),
        "scenarios": list(scenarios),
    }


def _lines(said: dict[str, object], lang: str) -> list[str]:
    """What was written, for a person."""
    from experiments.reporting.terminal import wrapped

    comma = text("report.list", lang)
    fields = {name: comma.join(value) if isinstance(value, list) else value for name, value in said.items()}
    for name in ("size", "compressed"):
        fields[name] = f"{said[name]:,}"
    return [
        line
        for key in ("size", "offers", "fits", "how")
        for line in wrapped(text(f"command_module.{key}", lang, **fields))
    ]
