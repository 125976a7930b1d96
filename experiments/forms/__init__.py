"""Do the conclusions hang on the forms that mechanisms have? Other forms, run beside the scenario's own."""
