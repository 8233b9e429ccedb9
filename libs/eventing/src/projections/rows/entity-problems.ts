import type { Driver, EntityMetadata } from 'typeorm';
import { ruleFor } from './column-rules';

export type ColumnMetadata = EntityMetadata['columns'][number];

const PRIMARY_TYPES = ['text', 'character varying', 'uuid', 'smallint', 'integer', 'bigint'];

/** Why a projection cannot keep the rows of an entity; empty when it can. */
export function problemsOfEntity(metadata: EntityMetadata, driver: Driver): string[] {
  return [
    ...problemsOfTable(metadata, driver),
    ...metadata.columns.flatMap((column) => problemsOfColumn(column, driver)),
  ];
}

/** PostgreSQL's own name of a column's type, but TypeORM's where it stores something else than it shows. */
export function typeOf(column: ColumnMetadata, driver: Driver): string {
  return String(column.type).startsWith('simple-j') || column.type === 'simple-array'
    ? String(column.type)
    : driver.normalizeType(column);
}

function problemsOfTable(metadata: EntityMetadata, driver: Driver): string[] {
  const problems: string[] = [];
  const [primary, ...more] = metadata.primaryColumns;
  if (metadata.tableType !== 'regular') problems.push(`It is no plain table (${metadata.tableType}).`);
  if (metadata.relations.length > 0) problems.push('It has relations: the rows of a read model stand alone.');
  if (metadata.embeddeds.length > 0)
    problems.push('It has embedded columns: write them out, or use one jsonb column.');
  if (!primary || more.length > 0) {
    problems.push(
      `It has ${metadata.primaryColumns.length} primary columns: it needs one, the key of the projection.`,
    );
  } else if (primary.transformer || primary.isArray || !PRIMARY_TYPES.includes(typeOf(primary, driver))) {
    problems.push(
      `Its primary column ${primary.propertyName} must be one of ${PRIMARY_TYPES.join(', ')}, without transformer.`,
    );
  }
  return problems;
}

function problemsOfColumn(column: ColumnMetadata, driver: Driver): string[] {
  const { propertyName: name } = column;
  if (column.isGenerated || column.generatedType || column.isVirtualProperty)
    return [`${name} is generated: a read model holds what its folds return and nothing else.`];
  if (column.isCreateDate || column.isUpdateDate || column.isDeleteDate || column.isVersion)
    return [
      `${name} is kept by TypeORM: use a plain @Column and meta.time, or a rebuilt read model would differ.`,
    ];
  const type = typeOf(column, driver);
  const rule = ruleFor({ type, isArray: column.isArray, scale: column.scale });
  if (typeof rule !== 'string' || (column.transformer && type !== 'timestamp without time zone')) return [];
  return [`${name} ${rule}`];
}
