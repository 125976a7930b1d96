"""Files of scenarios with kinds of service of their own, as few lines as such a file needs."""

from collections.abc import Iterable

HEAD = """
schema = 1
name = "{name}"
title.en = "Services of its own"
title.zh = "自有服务"
description.en = "Kinds of service of its own."
description.zh = "自有的服务类别。"
question.en = "Does it run?"
question.zh = "能运行吗？"
{includes}
"""
KIND = """
[kinds.{name}]
label.en = "{name}"
label.zh = "{name}"
target = 30.0
hours = {hours}
verifiability = 0.8
weight = 0.5
need = 3.0
"""


def with_kinds(name: str, hours: Iterable[float], settings: str = "", base: str = "s_association") -> str:
    """A file with kinds that take these hours a unit, beside those of `base`; without a base, no others."""
    includes = f'includes = ["{base}"]' if base else ""
    kinds = (KIND.format(name=f"kind_{place}", hours=each) for place, each in enumerate(hours))
    return HEAD.format(name=name, includes=includes) + "".join(kinds) + settings
