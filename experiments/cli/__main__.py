"""`python -m experiments.cli`: the same as the command `oneplusone`."""

import sys

from experiments.cli.entry import main

if __name__ == "__main__":
    sys.exit(main())
