"""What `oneplusone study` consists of besides its actions: options, words, the tables that it gives."""
