"""All rules of the model keep to what has the same bits in both engines."""

from pathlib import Path

import sim
from sim.compiler.grammar import check
from sim.compiler.rule import RULES
from sim.parameters.layout import layout
from sim.parameters.registry import PARAMETERS, SHIPPED_ROWS, defaults
from sim.world import parameter_layout

PACKAGE = Path(sim.__file__).parent


class Shipped:
    """What a scenario without changes declares."""

    parameters, values, rows = PARAMETERS, defaults(), SHIPPED_ROWS


def kinds_of_parameters():
    return {
        (group, name): kind.__name__ if size is None else f"list of {kind.__name__}"
        for group, names in parameter_layout(Shipped).items()
        for name, (kind, size) in names.items()
    }


def sources():
    return {
        path.relative_to(PACKAGE.parent).as_posix(): path.read_text("utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def test_no_rule_says_what_python_and_compiled_code_read_differently():
    assert [str(violation) for violation in check(sources(), kinds_of_parameters())] == []


def test_the_check_reads_the_rules_that_are_registered():
    import sim.agenda  # noqa: F401
    import sim.founding  # noqa: F401
    import sim.measures  # noqa: F401

    texts = "\n".join(sources().values())
    ours = [rule for rule in RULES.values() if rule.module.startswith("sim.")]
    assert len(ours) > 150
    assert [rule.name for rule in ours if f"def {rule.name.rpartition('.')[2]}(" not in texts] == []
    assert set(layout(Shipped)) < {group for group, _ in kinds_of_parameters()}
