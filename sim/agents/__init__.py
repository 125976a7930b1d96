"""Who acts: each class declares its state by annotations and its behaviour by rules, for both engines."""
