"""The compiled model: batches of runs on all cores, bit for bit what Mesa computes."""

from sim.engine.batch import CompiledBatch, run_batch, run_series, run_states
from sim.failure import RunFailure

__all__ = ["CompiledBatch", "RunFailure", "run_batch", "run_series", "run_states"]
