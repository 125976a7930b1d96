"""Check every file of this bundle, run its study anew, and compare every number bit for bit.

    python reproduce.py                check the files, run the study, compare
    python reproduce.py --stored       check the files alone
    python reproduce.py --out FOLDER   keep the runs that are made anew

It needs oneplusone, of the version that README.md names.
核对本文件夹的全部文件，重新运行研究并逐位比较每个数；所需 oneplusone 的版本见 README.zh.md。
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

MISSING = (
    "oneplusone is not installed for this Python; README.md says how.\n"
    "此 Python 未安装 oneplusone；安装方法见 README.zh.md。"
)


def main() -> int:
    """Let `oneplusone bundle FOLDER --verify` do it, and return its exit status."""
    if importlib.util.find_spec("oneplusone") is None:
        sys.exit(MISSING)
    here = Path(__file__).resolve().parent
    command = [sys.executable, "-m", "oneplusone", "bundle", str(here), "--verify", *sys.argv[1:]]
    running = subprocess.Popen(command)
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:  # the command has it too, and ends by itself
            continue


if __name__ == "__main__":
    sys.exit(main())
