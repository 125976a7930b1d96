"""Where 1+1 > 2, over two levers."""
