"""One scenario run and summed up."""
