// What stays on the device. Files opened from the disk share one store, which some viewers refuse: keys have a prefix, and nothing depends on it.
const PREFIX = 'oneplusone.';

export function readKept(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // nothing is kept where nothing may be
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // nothing was kept
  }
}

/** A whole number that was kept, or nothing. */
export function keptWhole(key: string): number | undefined {
  const kept = readKept(key);
  return Number.isInteger(kept) && (kept as number) >= 0 ? (kept as number) : undefined;
}
