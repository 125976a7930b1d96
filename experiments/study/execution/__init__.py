"""How the shards of a study are computed: here, in a child process, on a cluster."""
