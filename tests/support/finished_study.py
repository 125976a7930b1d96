"""Small finished studies of the case, for the tests of analyses that read a study."""

from experiments.study.study import Study

HEAD = 'schema = 1\nscenario = "s_association"\nseed = 5\nmonths = 12\n'

GRID = (
    'draws = 6\narms = ["none", "G", "S", "G+S", "GS"]\n'
    "[vary]\ncontract.term = [4, 8, 12]\nincentives.power = [0.0, 0.6]\n"
)
"""A grid of two levers, six parameter draws with one seed each."""

SALTELLI = (
    'seeds = 3\nuncertain = "fixed"\narms = ["none", "G", "S", "G+S", "GS"]\n'
    "[vary]\nresources.relative_productivity = { uniform = [0.6, 1.4] }\n"
    "incentives.power = { uniform = [0, 1.5] }\n"
    '[design]\nkind = "saltelli"\nsize = 64\n'
)
"""Saltelli's design over two parameters, no parameter drawn, three seeds."""
SALTELLI_RUNS = 64 * 6 * 3 * 5
"""Points (N(2d + 2)), seeds and arms of it."""


def created(folder, name, text, **options):
    file = folder / f"{name}.toml"
    file.write_text(f'name = "{name}"\n{HEAD}{text}', encoding="utf-8")
    return Study.create(file, folder / name, **options)


def finished(folder, name, text, **options):
    study = created(folder, name, text, **options)
    study.run()
    return study
