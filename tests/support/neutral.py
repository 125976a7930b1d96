"""The values with which dilemmas are neutral, for the tests of settings."""

from sim.dilemmas import DILEMMAS
from sim.parameters.change import after


def neutral_values(case, names, setting=0):
    """{parameter: value} that the first (0) or second (1) neutral settings of the named dilemmas leave."""
    by_name = {dilemma.name: dilemma for dilemma in DILEMMAS}
    return {
        name: after(given, case.values[name], case.parameters[name])
        for dilemma in names
        for name, given in by_name[dilemma].settings_of(case, setting).items()
    }
