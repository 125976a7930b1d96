"""The list of checksums of a bundle, in the form that `sha256sum -c` reads."""

from __future__ import annotations

from collections.abc import Mapping

FILE = "sha256.txt"
"""The file of the list; it holds every other file of the bundle."""

_GAP = "  "


def listed(sums: Mapping[str, str]) -> bytes:
    """Return the list of SHA-256 by path, sorted.

    Example:
        >>> listed({"b.txt": "01", "a/c.txt": "02"})
        b'02  a/c.txt\\n01  b.txt\\n'
    """
    return "".join(f"{known}{_GAP}{path}\n" for path, known in sorted(sums.items())).encode()


def read(text: str) -> dict[str, str]:
    """Return the SHA-256 by path; a line of another form is left out, so that its file counts as unlisted.

    Example:
        >>> read("02  a/c.txt\\n# no\\n")
        {'a/c.txt': '02'}
    """
    lines = (line.partition(_GAP) for line in text.splitlines())
    return {path: known for known, gap, path in lines if gap and path and " " not in known and known}
