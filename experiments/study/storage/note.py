"""Notes: lines for the person who runs a study, such as that a damaged shard is computed again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from experiments.errors import Message


class Note(Message):
    """What a person who runs a study should know; nothing is wrong with the input."""

    def __repr__(self) -> str:
        return f"<Note: {self}>"


Notify = Callable[[Note], object]
"""Called with each note as it arises."""


def log(note: Note) -> None:
    """Log a note as a warning: Python shows it on stderr unless logging is configured otherwise."""
    logging.getLogger("experiments.study").warning("%s", note)
