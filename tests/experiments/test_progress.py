"""What watches a computation where nobody does."""

from experiments.progress import SILENT


def test_silence_takes_any_stage_and_shows_nothing(capsys):
    for total in (10, None):
        with SILENT.stage("runs", total) as advance:
            assert advance(3) is None
    assert capsys.readouterr() == ("", "")
