// The module's memory: a stack at the bottom, and behind it regions that the page lays out for each call.

const PAGE = 65536;
const ALIGNED = 16;

export class Memory {
  readonly memory: WebAssembly.Memory;
  private end: number;
  private kept: number;
  private current: DataView;

  constructor(readonly stack: number) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(stack / PAGE) + 1 });
    this.end = this.kept = stack;
    this.current = new DataView(this.memory.buffer);
  }

  /** A region of so many bytes; memory grows where it must, and views made before are then void. */
  take(bytes: number): number {
    const at = this.end;
    this.end = Math.ceil((at + bytes) / ALIGNED) * ALIGNED;
    const missing = Math.ceil((this.end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.memory.grow(missing);
    return at;
  }

  /** Everything taken so far stays; `release` goes back to here. */
  keep(): void {
    this.kept = this.end;
  }

  release(): void {
    this.end = this.kept;
  }

  get view(): DataView {
    if (this.current.buffer !== this.memory.buffer) this.current = new DataView(this.memory.buffer);
    return this.current;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  floats(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count);
  }

  setWhole(at: number, value: number): void {
    setWhole(this.view, at, value);
  }

  getWhole(at: number): number {
    return getWhole(this.view, at);
  }
}

/** Write a whole number below 2⁵³ as one of 64 bits. */
export function setWhole(view: DataView, at: number, value: number): void {
  view.setInt32(at, value | 0, true);
  view.setInt32(at + 4, Math.floor(value / 4294967296), true);
}

/** Read a whole number of 64 bits, exact below 2⁵³. */
export function getWhole(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getInt32(at + 4, true) * 4294967296;
}
