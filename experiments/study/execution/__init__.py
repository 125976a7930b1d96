"""How the shards of a study are computed."""
