"""What tests of the quick page share: its few draws, when these have run, and the commands that it names."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.main import main
from tests.support.browser import Visit

FEW_DRAWS, FEW_WORLDS = 9, 24
"""In fewer draws no entry among the sources is resolved, nor that of burden with all time enough."""

LEDGER = f"[0, 'sources'].every((one) => page.store.attributed.of(one).done.value === {FEW_DRAWS})"
PATHS = f"page.store.attributed.of('paths').done.value === {FEW_WORLDS}"


def answered(capsys: pytest.CaptureFixture[str], command: str, out: Path) -> Any:
    capsys.readouterr()
    assert main([*shlex.split(command)[1:], "--json", "--out", str(out)]) == 0
    return json.loads(capsys.readouterr().out)


def named(visit: Visit, command: str) -> str:
    found = re.search(rf"oneplusone {command}[^,;]*", visit.page.inner_text(".source"))
    assert found
    return found.group(0)
