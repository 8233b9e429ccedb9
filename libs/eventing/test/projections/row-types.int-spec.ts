import {
  Column,
  CreateDateColumn,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type DataSource,
  type EntityTarget,
} from 'typeorm';
import { RowShape } from '../../src/projections/rows/row-shape';
import { RowTable } from '../../src/projections/rows/row-table';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

enum Size {
  Small = 'small',
  Large = 'rather, "large"',
}

@Entity('every_kind')
class EveryKind {
  @PrimaryColumn('uuid') id!: string;
  @Column({ type: 'varchar', length: 5, name: 'the_name' }) name!: string;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('smallint') small!: number;
  @Column('int') count!: number;
  @Column('bigint') big!: string;
  @Column('numeric', { precision: 10, scale: 2 }) price!: string;
  /** Called what a statement of ours calls a column of its own. */
  @Column('double precision', { name: 'c1' }) ratio!: number;
  @Column('text', { name: 'kept', default: '' }) kept!: string;
  @Column('text', { name: 'given', default: '' }) given!: string;
  @Column('boolean') open!: boolean;
  @Column('timestamptz') at!: Date;
  @Column('date') day!: string;
  @Column('jsonb') facts!: unknown;
  @Column('json', { nullable: true }) raw!: unknown;
  @Column('simple-json') simple!: unknown;
  @Column({ type: 'enum', enum: Size }) size!: Size;
  @Column({ type: 'enum', enum: Size, array: true }) sizes!: Size[];
  @Column('text', { array: true }) tags!: (string | null)[];
  @Column('int', { array: true }) counts!: number[];
  @Column('uuid', { array: true }) ids!: string[];
  @Column('bytea') bytes!: Buffer;
  @Column('bigint', {
    transformer: { to: (value: number) => String(value), from: (value: string) => Number(value) },
  })
  cents!: number;
}

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

const ROW: EveryKind = {
  id: ID,
  name: 'a"\\,é',
  note: null,
  small: -7,
  count: 2_000_000_000,
  big: '9223372036854775807',
  price: '-12.50',
  ratio: 0.1,
  kept: 'a',
  given: 'b',
  open: true,
  at: new Date('2030-03-31T01:30:00.123Z'),
  day: '2030-03-31',
  facts: { lines: [{ product: 'a', price: 1.5 }], none: null, text: '"quoted" \\ {},' },
  raw: ['x', 1, null],
  simple: { deep: { er: true } },
  size: Size.Large,
  sizes: [Size.Small, Size.Small],
  tags: ['', 'NULL', 'a,b', '{"x"}', '\\', null, 'ü'],
  counts: [],
  ids: [ID],
  bytes: Buffer.from([0, 1, 255, 92]),
  cents: 1999,
};

describe('rows of a read model', () => {
  let database: TestDatabase;
  let table: RowTable;
  let shape: RowShape;

  beforeAll(async () => {
    database = await createTestDatabase({ entities: [EveryKind] });
    await database.dataSource.synchronize();
    shape = shapeOf(database.dataSource, EveryKind);
    table = new RowTable(shape, true);
  });
  afterEach(() => database.dataSource.query('truncate every_kind'));
  afterAll(() => database.drop());

  const load = async (id = ID) => (await table.load(database.dataSource.manager, new Set([id]))).get(id);
  const store = (before: object | undefined, after: object | undefined) =>
    table.store(database.dataSource.manager, new Map([[ID, before]]), new Map([[ID, after]]));

  it('come back as they went in, and as TypeORM reads them', async () => {
    const accepted = shape.accept(ID, ROW);
    await store(undefined, accepted);
    expect(await load()).toEqual(accepted);
    expect(await load()).toEqual(ROW);
    expect(await database.dataSource.getRepository(EveryKind).findOneBy({ id: ID })).toEqual(ROW);
  });

  it('are read as they were saved by TypeORM', async () => {
    await database.dataSource.getRepository(EveryKind).save({ ...ROW });
    expect(await load()).toEqual(ROW);
  });

  it('are replaced as a whole, and removed', async () => {
    await store(undefined, shape.accept(ID, ROW));
    const changed = { ...ROW, note: 'new', tags: ['b'], cents: -1, facts: [], at: new Date(0) };
    await store(await load(), shape.accept(ID, changed));
    expect(await load()).toEqual(changed);
    await store(await load(), undefined);
    expect(await load()).toBeUndefined();
  });

  it('are instances of their entity that nobody can change', async () => {
    await store(undefined, shape.accept(ID, ROW));
    const row = (await load()) as EveryKind;
    expect(row).toBeInstanceOf(EveryKind);
    expect(() => (row.count += 1)).toThrow(TypeError);
    expect(() => row.tags.push('x')).toThrow(TypeError);
    expect(() =>
      Object.assign((row.facts as { lines: object[] }).lines[0] as object, { product: 'b' }),
    ).toThrow(TypeError);
  });

  it('that are too long are refused, not cut off', async () => {
    await expect(store(undefined, shape.accept(ID, { ...ROW, name: 'sixsix' }))).rejects.toMatchObject({
      code: '22001',
    });
  });

  it('have a UUID for a key in lower case, however the event writes it', () => {
    expect(shape.keyOf(ID.toUpperCase())).toBe(ID);
    expect(shape.accept(ID, { ...ROW, id: ID.toUpperCase() })).toMatchObject({ id: ID });
    expect(() => shape.keyOf('parcel 7')).toThrow(/EveryKind.id must be a UUID, not 'parcel 7' \(string\)/);
  });

  it.each([
    [
      'a number in a bigint',
      { big: 7 },
      /big must be a whole number as text .*transformer.* not 7 \(number\)/,
    ],
    ['a number in a numeric', { price: 12.5 }, /price must be a number as text with 2 digits/],
    [
      'a numeric with other digits than the column gives back',
      { price: '12.5' },
      /with 2 digits after the point/,
    ],
    ['a text for a moment', { at: '2030-01-01T00:00:00Z' }, /at must be a valid Date/],
    ['a moment for a day', { day: new Date() }, /day must be a day as text.* \(Date\)/],
    ['a moment in json', { facts: { since: new Date() } }, /facts holds a Date at since/],
    ['half a thing', { count: 1.5 }, /count must be a whole number/],
    ['no value where there must be one', { open: undefined }, /open must have a value/],
    ['a list of other things', { ids: ['x'] }, /ids must be a UUID/],
    ['something that is no column', { colour: 'red' }, /EveryKind has no column "colour"/],
    ['another row', { id: '00000000-0000-0000-0000-000000000000' }, /but the event's key is "3f25/],
  ])('are not accepted with %s', (_what, changes, problem) => {
    expect(() => shape.accept(ID, { ...ROW, ...changes })).toThrow(problem);
  });

  it('fill in null for what is left out and may be null', () => {
    const { note: _note, raw: _raw, ...rest } = ROW;
    expect(shape.accept(ID, rest)).toMatchObject({ note: null, raw: null });
  });

  it('whose values cannot be written down are refused, with the column and the reason', async () => {
    const unwritable = Object.assign(Object.create(EveryKind.prototype) as EveryKind, ROW, { facts: 10n });
    await expect(store(undefined, unwritable)).rejects.toThrow(/EveryKind.facts cannot be stored: TypeError/);
  });

  it('of a table that is not there wait for its migration, and say so', async () => {
    await database.dataSource.query('alter table every_kind rename column the_name to old_name');
    const fresh = new RowTable(shape, false);
    const loading = () => fresh.load(database.dataSource.manager, new Set([ID]));
    await expect(loading()).rejects.toThrow(
      /"every_kind" of EveryKind has no column the_name. Run the migrations/,
    );
    await database.dataSource.query('alter table every_kind rename column old_name to the_name');
    await expect(loading()).resolves.toEqual(new Map([[ID, undefined]]));
  });
});

@Entity()
class Related {
  @PrimaryColumn('text') id!: string;
  @ManyToOne(() => EveryKind) kind!: EveryKind;
}

@Entity()
class TwoKeys {
  @PrimaryColumn('text') one!: string;
  @PrimaryColumn('text') two!: string;
}

@Entity()
class KeptByOthers {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @CreateDateColumn() createdAt!: Date;
}

@Entity()
class Misleading {
  @PrimaryColumn('timestamptz') id!: Date;
  @Column() at!: Date;
  @Column('real') ratio!: number;
  @Column('simple-array') tags!: string[];
  @Column('interval') age!: unknown;
  @Column('timestamptz', { array: true }) times!: Date[];
}

describe('entities that are no read models', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({
      entities: [EveryKind, Related, TwoKeys, KeptByOthers, Misleading],
    });
  });
  afterAll(() => database.drop());

  it.each<[EntityTarget<object>, RegExp[]]>([
    [Related, [/relations/]],
    [TwoKeys, [/2 primary columns: it needs one/]],
    [KeptByOthers, [/id is generated/, /createdAt is kept by TypeORM: use a plain @Column and meta.time/]],
    [
      Misleading,
      [
        /primary column id must be one of text/,
        /at is read in the time zone of whatever process reads it: use timestamptz/,
        /ratio keeps fewer digits .*use double precision/,
        /tags splits texts with commas/,
        /age is a type that projections do not write without a transformer \(interval\)/,
        /times is a type/,
      ],
    ],
  ])('%p is refused with all its reasons', (entity, reasons) => {
    for (const reason of reasons) expect(() => shapeOf(database.dataSource, entity)).toThrow(reason);
  });
});

function shapeOf(dataSource: DataSource, entity: EntityTarget<object>): RowShape {
  return new RowShape(dataSource.getMetadata(entity), dataSource.driver);
}
