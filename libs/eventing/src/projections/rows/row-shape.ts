import type { Driver, EntityMetadata } from 'typeorm';
import { cellText, isWellFormed } from './cell-text';
import { ruleFor, type ColumnRule } from './column-rules';
import { problemsOfEntity, typeOf, type ColumnMetadata } from './entity-problems';
import { deepFreeze } from './json-value';
import { FoldError, ProjectionDeclarationError } from '../projection-errors';

/** A column of a read model's table. */
export interface RowColumn {
  property: string;
  metadata: ColumnMetadata;
  /** Undefined where a transformer stands between property and column: its author sees to it that values come back. */
  rule: ColumnRule | undefined;
  /** The value in memory, in the table and on the way are one and the same: TypeORM has nothing to do with it. */
  isPlain: boolean;
}

/** The types whose values TypeORM passes on as they are. It takes its time to find out, for every value of every row. */
const PLAIN = ['text', 'character varying', 'uuid', 'smallint', 'integer', 'bigint'];

type Row = Record<string, unknown>;

/**
 * What the rows of a read model look like in memory: instances of the entity, frozen, with exactly its columns, each
 * value as the table gives it back.
 */
export class RowShape {
  readonly columns: RowColumn[];
  readonly primary: RowColumn;
  /** PostgreSQL's name of the primary column's type. */
  readonly primaryType: string;
  private readonly properties: ReadonlySet<string>;

  /** @throws ProjectionDeclarationError when the entity is of a kind that a projection cannot keep. */
  constructor(
    readonly metadata: EntityMetadata,
    readonly driver: Driver,
  ) {
    const problems = problemsOfEntity(metadata, driver);
    if (problems.length > 0) {
      throw new ProjectionDeclarationError(
        `${metadata.name} cannot be the entity of a read model. ${problems.join(' ')}`,
      );
    }
    this.columns = metadata.columns.map((column) => ({
      property: column.propertyName,
      metadata: column,
      rule: ruleOf(column, driver),
      isPlain: !column.transformer && !column.isArray && PLAIN.includes(typeOf(column, driver)),
    }));
    this.primary = this.columns.find((column) => column.metadata.isPrimary) as RowColumn;
    this.primaryType = typeOf(this.primary.metadata, driver);
    this.properties = new Set(this.columns.map(({ property }) => property));
  }

  /**
   * The key as the primary column will give it back (a UUID in lower case).
   *
   * @throws FoldError when no value of the primary column looks like that.
   */
  keyOf(key: string): string {
    const isNumber = ['smallint', 'integer'].includes(this.primaryType) && String(Number(key)) === key;
    return String(this.checked(this.primary, isNumber ? Number(key) : key));
  }

  /**
   * A row that a fold returned, as the table will give it back.
   *
   * @param before the row that the fold was given: what it left alone has been accepted before.
   * @throws FoldError naming what the table cannot give back.
   */
  accept(key: string, row: object, before?: object): object {
    const { name } = this.metadata;
    const stranger = Object.keys(row).find((property) => !this.properties.has(property));
    if (stranger !== undefined) throw new FoldError(`${name} has no column "${stranger}".`);
    const accepted = this.emptyRow();
    for (const column of this.columns) {
      const value = (row as Row)[column.property];
      const isUntouched = before !== undefined && (before as Row)[column.property] === value;
      accepted[column.property] = isUntouched ? value : this.checked(column, value);
    }
    const primary = String(accepted[this.primary.property]);
    if (primary === key) return Object.freeze(accepted);
    throw new FoldError(
      `The fold returned a ${name} whose ${this.primary.property} is "${primary}", but the event's key is "${key}".`,
    );
  }

  /** A row that was read, its values by the columns' names in the database. */
  hydrate(raw: Row): object {
    const row = this.emptyRow();
    for (const { property, metadata, rule, isPlain } of this.columns) {
      const found = raw[metadata.databaseName];
      const value: unknown = isPlain ? found : this.driver.prepareHydratedValue(found, metadata);
      row[property] = rule ? deepFreeze(value) : value;
    }
    return Object.freeze(row);
  }

  /**
   * A row as its columns take it, every cell a text.
   *
   * @throws FoldError when a transformer cannot transform a value, or a text cannot be sent as it is.
   */
  toCells(row: object): (string | null)[] {
    return this.columns.map((column) => {
      const cell = this.cellOf(column, (row as Row)[column.property]);
      if (cell === null || isWellFormed(cell)) return cell;
      throw new FoldError(
        `${this.metadata.name}.${column.property} cannot be stored: its text holds half of a pair of surrogates.`,
      );
    });
  }

  private cellOf({ property, metadata, isPlain }: RowColumn, value: unknown): string | null {
    try {
      return cellText(isPlain ? value : this.driver.preparePersistentValue(value, metadata));
    } catch (cause) {
      const where = `${this.metadata.name}.${property}`;
      throw new FoldError(`${where} cannot be stored: ${String(cause)}.`, { cause });
    }
  }

  private checked({ property, metadata, rule }: RowColumn, value: unknown): unknown {
    if (!rule) return value;
    const where = `${this.metadata.name}.${property}`;
    if (value === undefined || value === null) {
      if (metadata.isNullable) return null;
      throw new FoldError(
        `${where} must have a value: a fold returns the whole row, and this column takes no null.`,
      );
    }
    try {
      return rule(value);
    } catch (error) {
      throw new FoldError(`${where} ${(error as Error).message}.`);
    }
  }

  private emptyRow(): Row {
    return Object.create((this.metadata.target as { prototype: object }).prototype) as Row;
  }
}

function ruleOf(column: ColumnMetadata, driver: Driver): ColumnRule | undefined {
  if (column.transformer) return undefined;
  const rule = ruleFor({ type: typeOf(column, driver), isArray: column.isArray, scale: column.scale });
  return typeof rule === 'string' ? undefined : rule;
}
