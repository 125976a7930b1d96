"""Everything that goes from a finished study into a paper, in one folder that reproduces itself."""
