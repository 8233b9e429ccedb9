import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { EntityMetadataBuilder } from 'typeorm/metadata-builder/EntityMetadataBuilder';
import { keyInTable } from '../projections/assemble-projection';
import { fold } from '../projections/fold';
import { readDefinition, type ProjectionDefinition } from '../projections/projection-definition';
import { FoldError, ProjectionDeclarationError } from '../projections/projection-errors';
import { RowShape } from '../projections/rows/row-shape';
import { MessageReader } from '../projections/streams/message-reader';
import type { StreamEvent } from '../projections/streams/stream-event';
import { contractOfEvent, messageOf, Numbering } from './published-event';

/** A projection and its rows, with everything about them that needs no database. */
export class ReadModelInMemory {
  /** By key. */
  readonly rows = new Map<string, object>();
  private readonly definition: ProjectionDefinition;
  private readonly shape: RowShape;
  private readonly reader: MessageReader;
  private readonly numbering = new Numbering();
  private touchedKeys = new Set<string>();

  /** @throws ProjectionDeclarationError as the service would when it starts. */
  constructor(private readonly projection: object) {
    this.definition = readDefinition(projection);
    this.shape = shapeOf(this.definition.into);
    const { folds, followed } = this.definition;
    this.reader = new MessageReader({ folds, followed, key: keyInTable(this.definition, this.shape) });
  }

  /** The keys that events were folded into since {@link forgetTouched}. */
  get touched(): string[] {
    return [...this.touchedKeys];
  }

  forgetTouched(): void {
    this.touchedKeys = new Set();
  }

  /** @throws Error saying which event cannot be folded and why; those before it have been. */
  apply(events: readonly object[]): void {
    for (const event of events) this.applyOne(event);
  }

  private applyOne(event: object): void {
    const { message, event: read, unusable } = this.reader.read(messageOf(this.numbering.envelopeOf(event)));
    if (unusable) throw unusable.error;
    if (!read) throw this.neverSeen(event);
    const key = read.step?.key;
    if (key !== undefined) this.touchedKeys.add(key);
    const before = new Map(key === undefined ? [] : [[key, this.rows.get(key)]]);
    const { rows, parked } = fold([{ ...read, message }], before, (...args) => this.accept(...args));
    if (parked[0]) throw explained(parked[0].event, parked[0].error);
    for (const [of, row] of rows) {
      if (row) this.rows.set(of, row);
      else this.rows.delete(of);
    }
  }

  /** As the table will give it back, if it takes it: limits like the length of a varchar only the table knows. */
  private accept(key: string, row: object, before: object | undefined): object {
    const accepted = this.shape.accept(key, row, before);
    this.shape.toCells(accepted);
    return accepted;
  }

  private neverSeen(event: object): Error {
    const { eventClass, service, aggregate, isSnapshot } = contractOfEvent(event);
    if (isSnapshot)
      return new ProjectionDeclarationError(
        `${this.projection.constructor.name} never asks for a ${eventClass.name}: no method of it has @On(${eventClass.name}).`,
      );
    return new ProjectionDeclarationError(
      `${this.projection.constructor.name} never sees a ${eventClass.name}: it follows no aggregate "${aggregate}" of ${service}.`,
    );
  }
}

function explained({ envelope, sequence }: StreamEvent, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new FoldError(
    `${envelope.type}, event ${sequence} of ${envelope.partitionkey}, cannot be folded: ${reason}`,
    { cause: error },
  );
}

const shapes = new WeakMap<object, RowShape>();

/** What TypeORM knows of an entity is in its decorators; only rows need a database. */
function shapeOf(entity: ProjectionDefinition['into']): RowShape {
  const known = shapes.get(entity);
  if (known) return known;
  const dataSource = new DataSource({ type: 'postgres', entities: [entity] });
  const [metadata] = new EntityMetadataBuilder(dataSource, getMetadataArgsStorage()).build([entity]);
  if (!metadata)
    throw new ProjectionDeclarationError(`${entity.name} is no entity: decorate it with @Entity().`);
  const shape = new RowShape(metadata, dataSource.driver);
  shapes.set(entity, shape);
  return shape;
}
