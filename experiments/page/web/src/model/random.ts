// The law by which the seeds of runs follow from a master seed: experiments/runs/keys.py, in whole numbers of 64 bits.

const MASK = (1n << 64n) - 1n;
const GOLDEN = 0x9e3779b97f4a7c15n;
const MOST_SEEDS = 1n << 20n;

function mix(z: bigint): bigint {
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return z ^ (z >> 31n);
}

/** Element `place` of a master seed's stream. */
export function streamElement(master: bigint, place: bigint): bigint {
  const start = mix((master + GOLDEN) & MASK);
  return mix((start + (place + 1n) * GOLDEN) & MASK) >> 11n;
}

/** The seed of replication r of a draw of paired runs. */
export function runSeed(master: bigint, draw: number, replication: number): bigint {
  return streamElement(master, BigInt(draw) * MOST_SEEDS + BigInt(replication));
}
