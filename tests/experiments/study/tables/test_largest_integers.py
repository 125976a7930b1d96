"""The largest whole numbers come back from a Stata file as they were, not as missing."""

import pandas as pd
import pyarrow as pa
import pytest

from experiments.study.tables.export import write_pieces

LARGEST = 2**31 - 1


@pytest.mark.parametrize("kind", ["int32", "int64", "uint32"])
def test_the_largest_integers_are_no_missing_values(kind, tmp_path):
    given = [LARGEST, LARGEST - 27, 5]
    path = write_pieces(iter([pa.table({"number": pa.array(given, kind)})]), tmp_path / "x.dta")
    assert pd.read_stata(path)["number"].tolist() == given
