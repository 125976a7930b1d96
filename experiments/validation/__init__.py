"""The patterns that the model is judged by."""
