"""The files of a comparison: JSON with both scenarios, and the figure."""

import json

from experiments.comparison.comparison import compare
from experiments.comparison.outputs import write_comparison
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 14})


def test_a_comparison_is_written_with_both_scenarios(tmp_path):
    other = CASE.with_values({"contract.term": 10})
    compared = compare(CASE, other, draws=6, seeds=2, seed=4)
    paths = write_comparison(compared, tmp_path, "en")
    names = ["compare.json", "compare.csv", "compare.png", "compare.svg", "compare.pdf"]
    assert [path.name for path in paths] == names
    read = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    assert read["differs"] == {"contract.term": ["8", "10"]}
    assert read["b"]["parameters"]["contract.term"]["value"] == 10
    assert read["comparison"]["tests"] == len(compared.comparison.differences)
    assert read["one_plus_one"]["difference"] is None or "estimate" in read["one_plus_one"]["difference"]
    assert read.pop("figure")
    named = read.pop("quantities")
    assert read.pop("files") == sorted(path.name for path in paths[1:])
    assert json.loads(compared.to_json()) == read
    for name in ("created", "added_value", "one_plus_one", *(each.name for each in compared.measures)):
        assert all(named[name][part][lang] for part in ("label", "unit") for lang in ("en", "zh"))
    assert (read["created"]["quantity"], read["created"]["unit"]) == ("value_gs", "weighted service-months")
    assert read["runs"] == 2 * read["runs_each"] == 2 * 6 * 2 * 8
    for one in read["comparison"]["differences"]:
        pairs = one["pairs"]
        assert pairs["rises"] + pairs["falls"] + pairs["same"] == pairs["of"] == 12
    assert (read["kind"], read["seed"], read["draws"], read["seeds"]) == ("oneplusone compare", 4, 6, 2)
    assert read["a"]["fingerprint"] == CASE.fingerprint()


def test_the_figure_names_both_scenarios_and_what_differs(tmp_path):
    from PIL import Image

    other = CASE.with_values({"contract.term": 10})
    write_comparison(compare(CASE, other, draws=3, seed=4), tmp_path, "zh")
    said = json.loads(Image.open(tmp_path / "compare_zh.png").text["Description"])
    assert (said["seed"], said["draws"], said["seeds"]) == (4, 3, 2)
    assert said["fingerprint"] == CASE.fingerprint()
    assert said["beside"] == {"scenario": other.name, "fingerprint": other.fingerprint()}
    assert said["differs"] == {"contract.term": ["8", "10"]}
