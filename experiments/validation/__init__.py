"""Validation: the patterns that the model is judged by."""
