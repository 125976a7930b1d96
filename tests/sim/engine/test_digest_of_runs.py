"""Runs have the bits committed: on every Python, for any processor, with any mathematical library."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import digest_of_runs
from tests.support.digest_of_runs import RUNS, bits, committed, digests

RENEW = "python -m tests.support.digest_of_runs --write"

WITHOUT = {
    "another processor": {"NUMBA_CPU_NAME": "generic"},
    "no fused operations in glibc": {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable"
    },
    "no vectors in NumPy": {
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX AVX512_ICL X86_V3 X86_V4"
    },
}


def digests_with(surroundings: str, sample: bool) -> dict[str, str]:
    """The digests that a process of other surroundings finds."""
    program = (
        "import json\n"
        "from tests.support.digest_of_runs import digests\n"
        f"print(json.dumps(digests(sample={sample})))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=Path(digest_of_runs.__file__).parents[2],
        env=os.environ | WITHOUT[surroundings],
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ten_thousand_runs_have_the_bits_committed():
    assert RUNS == 10_000
    assert digests() == committed()["10,000 runs"], RENEW


@pytest.mark.parametrize("surroundings", WITHOUT)
def test_a_sample_has_them_also_with(surroundings):
    assert digests_with(surroundings, sample=True) == committed()["sample"], RENEW


@pytest.mark.full
@pytest.mark.parametrize("surroundings", WITHOUT)
def test_all_have_them_also_with(surroundings):
    assert digests_with(surroundings, sample=False) == committed()["10,000 runs"], RENEW


def test_the_digest_is_of_every_bit():
    assert bits([1.0, 2.0]) != bits([1.0, 2.0000000000000004])
    assert bits([0.0]) != bits([-0.0])
    assert bits([float("nan")]) == bits([-float("nan")])
    assert bits([3]) == bits([3.0])
