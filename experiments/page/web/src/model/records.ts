// Records in the module's memory: fields by name, and tables that are written row by row.
import { countOf, known, type Field, type Layout, type RecordLayout, type ScenarioLayout } from './layout';
import { getWhole, setWhole, type Memory } from './memory';

export function setField(view: DataView, record: number, field: Field, value: number): void {
  if (field.kind === 'float') view.setFloat64(record + field.at, value, true);
  else setWhole(view, record + field.at, value);
}

export function getField(view: DataView, record: number, field: Field, place = 0): number {
  const at = record + field.at + 8 * place;
  return field.kind === 'float' ? view.getFloat64(at, true) : getWhole(view, at);
}

/** Write rows of a table in the order of its fields, from `start` on; texts are whole numbers of 64 bits. */
export function setRows(view: DataView, start: number, record: RecordLayout, rows: readonly (readonly (number | string)[])[]): void {
  const fields = Object.values(record.fields);
  rows.forEach((row, i) => {
    row.forEach((value, k) => {
      const field = known(fields[k], `column ${k}`);
      if (typeof value === 'string') view.setBigUint64(start + i * record.size + field.at, BigInt.asUintN(64, BigInt(value)), true);
      else setField(view, start + i * record.size, field, value);
    });
  });
}

interface Column {
  readonly start: number;
  readonly size: number;
  readonly plan: Field;
}

/** Reads fields of the world's records by name. */
export class Reader {
  private readonly columns = new Map<string, Map<string, Column>>();

  constructor(
    private readonly layout: Layout,
    private readonly scenario: ScenarioLayout,
    private readonly memory: Memory,
    private readonly places: ReadonlyMap<string, number>,
  ) {}

  count(member: string): number {
    return countOf(known(this.layout.members[member], member), this.scenario);
  }

  /** One field of one record; of a list, the element at `place`. */
  get(member: string, row: number, field: string, place = 0): number {
    const { start, size, plan } = this.column(member, field);
    return getField(this.memory.view, start + size * row, plan, place);
  }

  /** All elements of a list in one record. */
  all(member: string, row: number, field: string): number[] {
    const { start, size, plan } = this.column(member, field);
    const view = this.memory.view;
    const found: number[] = [];
    for (let place = 0; place < (plan.count ?? 1); place++) found.push(getField(view, start + size * row, plan, place));
    return found;
  }

  /** Where a field stands in each record of a member; looked up once. */
  private column(member: string, field: string): Column {
    let columns = this.columns.get(member);
    if (!columns) this.columns.set(member, (columns = new Map()));
    let column = columns.get(field);
    if (!column) {
      const table = known(this.layout.members[member], member);
      const plan = known(table.fields[field], `${member}.${field}`);
      column = { start: known(this.places.get(member), member), size: table.size, plan };
      columns.set(field, column);
    }
    return column;
  }
}
