import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsISO4217CurrencyCode, IsNotIn, Max, Min } from 'class-validator';

/** ISO 4217 has codes for no currency, for tests, for metals and for units of account: nobody can pay in these. */
const NO_MONEY = 'XXX XTS XAU XAG XPT XPD XBA XBB XBC XBD XDR XSU XUA'.split(' ');

export class PriceRequest {
  /**
   * In the smallest unit of the currency: 1999 are 19.99 EUR, or 1999 JPY.
   * @example 1999
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000_000)
  readonly amount!: number;

  @IsCurrency()
  readonly currency!: string;
}

/** Arrives in capitals, because `eur` and `EUR` would otherwise be two currencies. */
function IsCurrency(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value)),
    IsISO4217CurrencyCode(),
    IsNotIn(NO_MONEY, { message: '$property must be a currency in which can be paid' }),
    ApiProperty({ example: 'EUR', description: 'ISO 4217.' }),
  );
}
