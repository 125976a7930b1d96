"""The entry of the command: Ctrl-C ends it with one line and status 130, also while it is still loading."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""`experiments.errors.Exit.INTERRUPTED`, which may not be loaded yet."""


def main(argv: Sequence[str] | None = None) -> int:
    """Load the command line, run it and return its exit status."""
    try:
        # Here and not above: loading takes a moment, in which somebody may change their mind.
        from experiments.cli.main import main as run

        return run(argv)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left is to say so
        from experiments.cli.language import language
        from experiments.texts import text

        lang = language(
            sys.argv[1:] if argv is None else argv, getattr(sys.stderr, "encoding", None) or "utf-8"
        )
        print(f"\n{text('command.interrupted', lang)}", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
