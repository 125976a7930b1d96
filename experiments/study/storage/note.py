"""Notes: lines for the person who runs a study, such as that a damaged shard is computed again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from experiments.texts import DEFAULT_LANGUAGE, text


class Note:
    """A line in every language: the key of a text, and what fills its placeholders."""

    def __init__(self, key: str, /, **fields: object) -> None:
        self.key = key
        self.fields = fields

    def line(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Return the line in a language."""
        return text(self.key, lang, **self.fields)

    def __str__(self) -> str:
        return self.line()

    def __repr__(self) -> str:
        return f"<Note: {self}>"


Notify = Callable[[Note], object]
"""Called with each note as it arises."""


def log(note: Note) -> None:
    """Log a note as a warning: Python shows it on stderr unless logging is configured otherwise."""
    logging.getLogger("experiments.study").warning("%s", note)
