"""What is done with the model: running, comparing, explaining, sweeping, drawing, reporting.

Each package holds one thing that a person would name: its computation, result, text and figure. The
documented way in is the module `oneplusone`.
"""
