"""How far is two? The smallest change with which 1+1 comes to two, in levers, uncertainties, and both."""
