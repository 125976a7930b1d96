"""What the commands of the analyses share."""

from types import SimpleNamespace

import pytest

from experiments.cli import analysis_command


@pytest.mark.parametrize(
    ("drawn", "varied", "stays"),
    [
        (None, ["a", "b"], False),
        (None, ["a"], True),
        (None, [], True),
        (False, ["x"], True),
        (True, ["x"], False),
    ],
)
def test_uncertain_parameters_are_said_to_be_averaged_only_where_they_are(drawn, varied, stays):
    """From a scenario (None) they vary with the design or stay; a study draws them with each seed or not."""
    study = None if drawn is None else SimpleNamespace(plan=SimpleNamespace(model={"drawn": drawn}))
    args = SimpleNamespace(study=study)
    scenario = SimpleNamespace(priors={"a": 0, "b": 0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis_command, "study_of", lambda given: given.study)
        assert analysis_command.held(args, scenario, varied) is stays
