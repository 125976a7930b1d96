// Where houses stand and how large they are: pure, laid out once for a size and the needs of a month.

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface House {
  /** Middle of the door at street level. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** From the street to the eaves. */
  readonly height: number;
  /** Corners of the windows, from the ground floor up: x, y, x, y … */
  readonly windows: readonly number[];
}

export interface Houses {
  readonly kind: 'houses';
  readonly houses: readonly House[];
  readonly rows: number;
  readonly rowHeight: number;
  /** The width that each community has. */
  readonly cell: number;
  readonly windowWidth: number;
  readonly windowHeight: number;
  /** The pavement below a row, where trees stand. */
  readonly pavement: number;
  readonly box: Box;
}

export interface Column {
  readonly x: number;
  readonly width: number;
  /** The communities in it, whose means are drawn. */
  readonly members: readonly number[];
}

export interface Skyline {
  readonly kind: 'skyline';
  /** Sorted by need, the largest first. */
  readonly columns: readonly Column[];
  readonly base: number;
  /** Pixels for one unit of need. */
  readonly unit: number;
  readonly box: Box;
}

export type Geometry = Houses | Skyline;

export interface Wanted {
  /** A house gets at least this much width, or there are more rows. */
  readonly least?: number;
  /** The tallest storey allowed. */
  readonly storey?: number;
  /** The most need that a house must have room for, so that houses keep their scale over months. */
  readonly most?: number;
}

/** From so many communities on, houses become a skyline. */
export const SKYLINE_FROM = 120;
/** More communities than this share columns. */
export const MOST_COLUMNS = 1000;
/** A window is this much need. */
export const WINDOW = 0.25;
export const WINDOWS_A_ROW = 3;

const GROUND_FLOOR = 15;

export function windowsOf(need: number): number {
  return Math.max(1, Math.round(need / WINDOW));
}

function storeysOf(need: number): number {
  return Math.ceil(windowsOf(need) / WINDOWS_A_ROW);
}

/** The fewest rows in which each house has its least width; row lengths differ by one at most. */
export function rowLengths(count: number, width: number, least: number): number[] {
  const fit = Math.max(1, Math.floor(width / least));
  const rows = Math.ceil(count / fit);
  const full = Math.ceil(count / rows);
  return Array.from({ length: rows }, (_, row) => Math.min(full, count - row * full)).filter((length) => length > 0);
}

export function layOut(needs: readonly number[], box: Box, wanted: Wanted = {}): Geometry {
  return needs.length >= SKYLINE_FROM ? skyline(needs, box, wanted) : rowsOfHouses(needs, box, wanted);
}

function rowsOfHouses(needs: readonly number[], box: Box, { least = 25, storey = 17, most = 0 }: Wanted): Houses {
  const lengths = rowLengths(needs.length, box.width, least);
  const cell = box.width / Math.max(1, lengths[0] ?? 1);
  const rows = Math.max(1, lengths.length);
  const rowHeight = box.height / rows;
  const pavement = rows > 1 ? 26 : 34;
  const tallest = storeysOf(Math.max(most, ...needs, WINDOW));
  const unit = Math.max(3, Math.min(storey, (rowHeight - pavement - GROUND_FLOOR - 30) / tallest));
  const width = Math.min(46, Math.round(cell * 0.8));
  const gap = width > 20 ? 2.6 : width > 15 ? 2 : 1.2;
  const windowWidth = Math.max(1, (width - 4 - 2 * gap) / WINDOWS_A_ROW);
  const houses: House[] = [];
  lengths.forEach((length, row) => {
    const left = box.left + (box.width - length * cell) / 2;
    const y = box.top + (row + 1) * rowHeight - pavement;
    for (let place = 0; place < length; place++) {
      const need = needs[houses.length]!;
      const x = left + (place + 0.5) * cell;
      const windows: number[] = [];
      for (let k = 0; k < windowsOf(need); k++) {
        windows.push(
          x - width / 2 + 2 + (k % WINDOWS_A_ROW) * (windowWidth + gap),
          y - GROUND_FLOOR - (Math.floor(k / WINDOWS_A_ROW) + 1) * unit + unit * 0.28,
        );
      }
      houses.push({ x, y, width, height: GROUND_FLOOR + storeysOf(need) * unit, windows });
    }
  });
  return { kind: 'houses', houses, rows, rowHeight, cell, windowWidth, windowHeight: unit * 0.62, pavement, box };
}

function skyline(needs: readonly number[], box: Box, { most = 0 }: Wanted): Skyline {
  const order = needs.map((_, place) => place).sort((a, b) => needs[b]! - needs[a]! || a - b);
  const count = Math.min(MOST_COLUMNS, order.length, Math.max(1, Math.floor(box.width)));
  const width = box.width / count;
  const columns = Array.from({ length: count }, (_, place) => ({
    x: box.left + place * width,
    width,
    members: order.slice(Math.floor((place * order.length) / count), Math.floor(((place + 1) * order.length) / count)),
  }));
  const base = box.top + box.height - 34;
  const highest = Math.max(most, ...needs, WINDOW);
  return { kind: 'skyline', columns, base, unit: (base - box.top - 16) / highest, box };
}

/** Which community stands at a point, −1 for none. */
export function communityAt(geometry: Geometry, x: number, y: number): number {
  if (geometry.kind === 'skyline') {
    const column = geometry.columns.find((one) => x >= one.x && x < one.x + one.width);
    const inside = y > geometry.box.top && y < geometry.box.top + geometry.box.height;
    return inside ? (column?.members[0] ?? -1) : -1;
  }
  return geometry.houses.findIndex(
    (house) => Math.abs(house.x - x) < geometry.cell / 2 && y > house.y - house.height - 14 && y < house.y + geometry.pavement,
  );
}
