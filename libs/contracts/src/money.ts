import { IsInt, IsISO4217CurrencyCode, Min } from 'class-validator';
import { Payload } from '@warren/eventing';

/** An amount that is not negative, exact: in the smallest unit of its currency. */
export class Money extends Payload<Money> {
  /** In minor units: 1999 is 19.99 EUR, or 1999 JPY. */
  @IsInt() @Min(0) readonly amount!: number;
  /** ISO 4217: `EUR`. */
  @IsISO4217CurrencyCode() readonly currency!: string;
}
