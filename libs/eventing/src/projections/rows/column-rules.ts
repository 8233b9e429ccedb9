import { inspect } from 'node:util';
import { acceptJson } from './json-value';

/**
 * Makes a value that a fold returned the one that the column will give back, or throws what is wrong with it, to be read
 * after the column's name. In the middle of a batch the next fold sees the row of the last one, not the table: were the
 * two different (a bigint as a number here and as text there), a read model would depend on how events fall into
 * batches.
 */
export type ColumnRule = (value: unknown) => unknown;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WHOLE = /^(0|-?[1-9]\d*)$/;
const DECIMAL = /^-?(0|[1-9]\d*)(\.(\d+))?$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

const text: ColumnRule = (value) => must(typeof value === 'string', value, 'a text');

const RULES: Record<string, ColumnRule> = {
  text,
  'character varying': text,
  enum: (value) => must(typeof value === 'string' || typeof value === 'number', value, 'a value of the enum'),
  uuid: (value) => {
    const lower = typeof value === 'string' ? value.toLowerCase() : '';
    return must(UUID.test(lower), value, 'a UUID') && lower;
  },
  smallint: (value) => must(Number.isSafeInteger(value), value, 'a whole number'),
  integer: (value) => must(Number.isSafeInteger(value), value, 'a whole number'),
  'double precision': (value) => must(typeof value === 'number', value, 'a number'),
  bigint: (value) =>
    must(
      typeof value === 'string' && WHOLE.test(value),
      value,
      `a whole number as text (${GIVEN_BACK_AS_TEXT})`,
    ),
  boolean: (value) => must(typeof value === 'boolean', value, 'true or false'),
  date: (value) =>
    must(typeof value === 'string' && DAY.test(value), value, 'a day as text, like "2030-01-31"'),
  'timestamp with time zone': (value) =>
    must(value instanceof Date && !Number.isNaN(value.getTime()), value, 'a valid Date'),
  bytea: (value) => must(Buffer.isBuffer(value), value, 'a Buffer'),
};

const GIVEN_BACK_AS_TEXT = 'the column gives it back as text; with a transformer it can be a number';

/** Types of which a column may be an array. */
const ELEMENTS = [
  'text',
  'character varying',
  'enum',
  'uuid',
  'smallint',
  'integer',
  'double precision',
  'bigint',
  'boolean',
];

/** Why other types are refused, and what to use instead. */
const INSTEAD: Record<string, string> = {
  'timestamp without time zone': 'is read in the time zone of whatever process reads it: use timestamptz.',
  real: 'keeps fewer digits than a number in JavaScript has: use double precision.',
  'simple-array': 'splits texts with commas: use a text array or jsonb.',
  character: 'pads texts with blanks: use text.',
};

/** The rule of a type, or why there is none. `type` is PostgreSQL's own name of it, `simple-…` TypeORM's. */
export function ruleFor(column: { type: string; isArray: boolean; scale?: number }): ColumnRule | string {
  if (column.isArray)
    return ELEMENTS.includes(column.type)
      ? everyElement(RULES[column.type] as ColumnRule)
      : unsupported(column.type);
  if (column.type === 'numeric') return decimal(column.scale);
  if (['json', 'jsonb', 'simple-json'].includes(column.type)) return acceptJson;
  return RULES[column.type] ?? unsupported(column.type);
}

function decimal(scale: number | undefined): ColumnRule {
  const digits = scale === undefined ? '' : ` with ${scale} digits after the point`;
  return (value) => {
    const parts = typeof value === 'string' ? DECIMAL.exec(value) : null;
    const fits = parts !== null && (scale === undefined || (parts[3] ?? '').length === scale);
    return must(fits, value, `a number as text${digits} (${GIVEN_BACK_AS_TEXT})`);
  };
}

function everyElement(rule: ColumnRule): ColumnRule {
  return (value) => {
    must(Array.isArray(value), value, 'a list');
    return Object.freeze((value as unknown[]).map((element) => (element === null ? null : rule(element))));
  };
}

function unsupported(type: string): string {
  return INSTEAD[type] ?? `is a type that projections do not write without a transformer (${type}).`;
}

function must(holds: boolean, value: unknown, expected: string): unknown {
  if (holds) return value;
  const kind = typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
  const got = inspect(value, { depth: 0, maxStringLength: 60, breakLength: Infinity });
  throw new TypeError(`must be ${expected}, not ${got} (${kind})`);
}
