import { Injectable } from '@nestjs/common';
import type { EventMeta } from './event-meta';

/** See {@link Projection}. */
export interface ProjectionOptions<Row extends object, Event extends object> {
  /** In kebab case, unique in its service. Part of the queue's name and of the gate: renaming begins a new projection. */
  name: string;
  /**
   * The TypeORM entity of the read model's table: flat (columns only, no relations) with one primary column. No other
   * projection writes to it.
   */
  into: new (...args: never[]) => Row;
  /**
   * Which row an event belongs to: the value of the primary column. Left out: the event's subject, that is one row for
   * each aggregate. Where several aggregates feed one row, their events come in any order relative to each other, and
   * the folds must not mind.
   */
  key?: (event: Event, meta: EventMeta) => string;
}

/** What the decorator leaves behind for the registry. */
export type ProjectionDeclaration = ProjectionOptions<object, never>;

const PROJECTION = Symbol('warren:projection');

/**
 * Declares a provider that keeps a read model from integration events. Its {@link On} methods are folds; what turns
 * messages into rows (order, duplicates, batches, locks) is not its business.
 *
 * The projection follows every aggregate that one of its events belongs to, and applies their events in order, each
 * exactly once. What it declares is checked when the application starts: a mistake is an error that names it.
 *
 * @example
 * ```ts
 * @Projection({ name: 'order-details', into: OrderDetails, key: (event: { orderId: string }) => event.orderId })
 * export class OrderDetailsProjection {
 *   @On(OrderPlaced) placed(_: undefined, event: OrderPlaced): OrderDetails { … }
 *   @On(OrderConfirmed) confirmed(row: OrderDetails): OrderDetails { return { ...row, status: 'confirmed' }; }
 * }
 * ```
 * Rows that several aggregates feed, here one for a day and a product:
 * ```ts
 * @Projection({ name: 'daily-sales', into: DailySales, key: (event: SaleMade, meta) => `${meta.time.slice(0, 10)}/${event.productId}` })
 * ```
 */
export function Projection<Row extends object, Event extends object = object>(
  options: ProjectionOptions<Row, Event>,
) {
  return (projection: new (...args: never[]) => object): void => {
    Injectable()(projection);
    Reflect.defineMetadata(PROJECTION, options, projection);
  };
}

/** The declaration of a class; undefined when it is no projection. */
export function declarationOf(target: object): ProjectionDeclaration | undefined {
  return Reflect.getOwnMetadata(PROJECTION, target) as ProjectionDeclaration | undefined;
}
