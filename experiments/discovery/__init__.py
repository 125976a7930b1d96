"""The conditions under which 1+1 > 2: scenario discovery."""
