"""Lists whose items themselves have a 与 or an "and" in them can be read in one way only."""

import re

import pytest

from experiments.reporting.wording import listed_words
from experiments.texts import entry
from sim.dilemmas import DILEMMAS

NAMES = [one.labels["zh"] for one in DILEMMAS]


def test_names_that_contain_the_word_for_and_are_joined_by_another_sign():
    assert any("与" in name for name in NAMES)
    said = listed_words(NAMES, "zh")
    assert said.split("、") == NAMES


@pytest.mark.parametrize("key", ["ledger.pair", "paths.helping", "paths.hindering", "sensitivity.pair"])
def test_two_names_are_distinguished_where_one_stands_beside_the_other(key):
    said = entry(key)["zh"]
    assert not re.search(r"\{first\}[与和及]\{second\}", said)
