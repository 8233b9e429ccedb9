import { ArrayNotEmpty, IsInt, IsNotEmpty, IsString, IsUUID, Min } from 'class-validator';
import { ListOf, ObjectOf, Payload } from '@warren/eventing';
import { Money } from '../money';

/** One line of an order, priced when it was placed: a product may occur in several lines. */
export class OrderedLine extends Payload<OrderedLine> {
  @IsUUID('loose') readonly productId!: string;
  /** Of the product, when it was ordered. */
  @IsString() @IsNotEmpty() readonly name!: string;
  @IsInt() @Min(1) readonly quantity!: number;
  @ObjectOf(() => Money) readonly unitPrice!: Money;
}

/**
 * What every event of an order says of it, so that nobody who hears one has to remember the others: who ordered what, and
 * what it costs.
 */
export abstract class OrderContent<Self> extends Payload<Self> {
  @IsUUID('loose') readonly orderId!: string;
  @IsUUID('loose') readonly userId!: string;
  @ArrayNotEmpty() @ListOf(() => OrderedLine) readonly lines!: OrderedLine[];
  /** What all lines cost together. */
  @ObjectOf(() => Money) readonly total!: Money;
}
