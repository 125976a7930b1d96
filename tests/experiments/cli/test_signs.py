"""What is said keeps its meaning where an encoding lacks its signs; JSON and TOML are UTF-8 everywhere."""

import io
import json
import os
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest

from experiments.cli.main import main
from experiments.cli.signs import ERRORS, STAND_INS, stand_in

ROOT = Path(__file__).parents[3]
ENCODINGS = ("cp936", "cp1252", "cp437", "ascii")


def says(encoding, *words):
    ended = subprocess.run(
        [sys.executable, "-m", "experiments.cli.main", *words], cwd=ROOT, capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def signs():
    """Every sign outside ASCII in the texts and the code, but for Chinese characters."""
    found = set()
    for package in ("sim", "experiments", "oneplusone"):
        for path in (ROOT / package).rglob("*"):
            if path.suffix in (".toml", ".py"):
                found |= set(path.read_text(encoding="utf-8"))
    return sorted(sign for sign in found if not sign.isascii() and unicodedata.category(sign) != "Lo")


def test_every_sign_in_use_has_a_stand_in_that_every_encoding_has_and_is_no_mark_of_unresolved():
    for sign in signs():
        said = stand_in(sign)
        assert said.isascii(), sign
        assert not said.startswith("\\"), f"{sign} (U+{ord(sign):04X}) has no stand-in"
        assert "?" not in said or sign == "？"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_sign_is_lost_in_any_encoding(encoding):
    said = "".join(f"−0.271 ≥ 1 × 2 ∥ {sign}" for sign in STAND_INS).encode(encoding, ERRORS)
    assert b"?" not in said
    assert said.startswith(b"-0.271 ")


def test_what_an_encoding_has_stays_as_it_is():
    assert "± ≥ − × Δ".encode("cp936", ERRORS).decode("cp936") == "± ≥ - × Δ"
    assert "± ≥ − × Δ".encode("cp1252", ERRORS).decode("cp1252") == "± >= - × Delta"
    assert "10⁻⁶, v²".encode("ascii", ERRORS) == b"10^-^6, v^2"
    assert "中\udc80".encode("ascii", ERRORS) == b"\\u4e2d\\udc80"


SMALL = ("run", "s_association", "--months", "6", "--draws", "2", "--seeds", "2", "--lang", "en", "--full")


def says_here(encoding, *words):
    """Return what a command writes to a stream of an encoding, without a process of its own."""
    written = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding, write_through=True))
        assert main(words) == 0
        sys.stdout.detach()
    return written.getvalue()


@pytest.fixture(scope="module")
def whole():
    """What a table says where the encoding has every sign."""
    return says_here("utf-8", *SMALL)


@pytest.mark.parametrize(
    ("encoding", "said_by"), [("cp936", says), *((encoding, says_here) for encoding in ENCODINGS)]
)
def test_a_table_with_negative_numbers_keeps_its_signs(encoding, said_by, whole):
    """Once as a process of its own; the others write here, to a stream of their encoding."""
    shown = said_by(encoding, *SMALL)
    assert "−" in whole.decode()
    assert shown.decode(encoding).count("?") == whole.decode().count("?")
    negative = [word for word in whole.decode().split() if word.startswith("−") and word[1:2].isdigit()]
    for number in negative:
        there = number.encode(encoding, ERRORS).decode(encoding)
        assert there.startswith("-")
        assert there in shown.decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_and_toml_are_utf8_in_every_encoding(encoding):
    listed = json.loads(says(encoding, "scenarios", "--json", "--lang", "zh").decode("utf-8"))
    assert "S 协会" in {each["title"]["zh"] for each in listed}
    written = tomllib.loads(says(encoding, "scenarios", "s_association", "--toml").decode("utf-8"))
    assert written["title"]["zh"] == "S 协会"
