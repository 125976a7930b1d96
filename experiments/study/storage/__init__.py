"""The folder of a study: its plan, its shards and the manifests that record them."""
