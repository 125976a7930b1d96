"""Observations of the case compared with the model, and parameter draws conditioned on them."""
