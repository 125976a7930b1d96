"""Results as lines of a terminal, in English or Chinese; the words stand in the room of texts `report`."""
