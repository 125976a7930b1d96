"""Blocks of a page that a program writes, between marks; what people write around them stands."""

from __future__ import annotations

import re


def replaced(page: str, mark: str, block: str) -> str:
    """Return the page with the block between <!-- mark --> and <!-- /mark --> replaced.

    Raises ValueError for a page without the marks.
    """
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"no marks <!-- {mark} --> and <!-- /{mark} -->")
    return pattern.sub(lambda found: f"{found[1]}{block}\n{found[2]}", page)
