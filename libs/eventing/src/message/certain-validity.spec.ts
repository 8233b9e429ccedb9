import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsBoolean,
  IsDefined,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  registerDecorator,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { isCertainlyValid } from './certain-validity';

class Price {
  @IsInt() @Min(0) @Max(10) amount!: number;
  @IsIn(['EUR', 'CHF']) currency!: string;
}

class Line {
  @IsUUID() product!: string;
  @IsInt() @Min(1) quantity!: number;
  @ValidateNested() @Type(() => Price) price!: Price;
}

abstract class Numbered {
  @IsInt() number!: number;
  @IsString() label!: string;
}

class Order extends Numbered {
  @IsUUID() id!: string;
  @IsOptional() @IsEmail() mail?: string | null;
  @ValidateIf((order: Order) => order.gift) @IsString() @MaxLength(5) wish?: string;
  @IsBoolean() gift!: boolean;
  @IsString({ each: true }) @Matches(/^[a-z]*$/, { each: true }) tags!: string[];
  @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => Line) lines!: Line[];
  @IsDefined() anything!: unknown;
  @IsOptional() @IsISO8601() at?: string;
  @IsOptional() @Even({ validateIf: (order: Order) => order.gift }) even?: number;
  /** Narrower than what it inherits. */
  @IsString() @MaxLength(3) declare label: string;
}

function Even(options: { validateIf: (order: Order) => boolean }): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'even',
      target: target.constructor,
      propertyName: propertyName as string,
      options,
      validator: { validate: (value: unknown) => Number(value) % 2 === 0 },
    });
}

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const GOOD = {
  number: 1,
  label: 'abc',
  id: ID,
  gift: false,
  tags: ['a', 'bc'],
  lines: [{ product: ID, quantity: 2, price: { amount: 3, currency: 'EUR' } }],
  anything: 0,
};

const orders = (changes: object): Order => plainToInstance(Order, { ...structuredClone(GOOD), ...changes });
const saysClassValidator = (order: object) =>
  validateSync(order, { forbidUnknownValues: false }).length === 0;

describe('isCertainlyValid', () => {
  it.each([
    [{}],
    [{ mail: null }],
    [{ mail: 'a@example.com' }],
    [{ gift: true, wish: 'trip' }],
    [{ wish: 17 }],
    [{ even: 3 }],
    [{ at: '2030-01-01T00:00:00Z' }],
    [{ tags: [] }],
    [{ unknown: { deep: [1] } }],
  ])('is sure of %j', (changes) => expect(isCertainlyValid(orders(changes))).toBe(true));

  it.each([
    [{ mail: 'nobody' }],
    [{ gift: true }],
    [{ gift: true, wish: 'a journey' }],
    [{ gift: true, wish: 'trip', even: 3 }],
    [{ label: 'abcd' }],
    [{ number: '1' }],
    [{ tags: ['a', 7] }],
    [{ tags: ['A'] }],
    [{ tags: new Set(['A']) }],
    [{ lines: [] }],
    [{ lines: null }],
    [{ lines: 'none' }],
    [{ lines: [null] }],
    [{ lines: [[{ product: ID, quantity: 0 }]] }],
    [{ lines: [{ product: ID, quantity: 2, price: { amount: 11, currency: 'EUR' } }] }],
    [{ lines: [{ product: ID, quantity: 2, price: 'free' }] }],
    [{ anything: null }],
    [{ anything: undefined }],
  ])('is not sure of %j', (changes) => expect(isCertainlyValid(orders(changes))).toBe(false));

  it('leaves to class-validator what takes its time', () => {
    expect(isCertainlyValid(Object.assign(orders({}), { lines: Promise.resolve([]) }))).toBe(false);
  });

  it('never says another thing than class-validator, whatever comes', () => {
    const someValue = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        undefined,
        '',
        'a',
        'abcd',
        ID,
        0,
        1,
        11,
        2.5,
        true,
        false,
        [],
        {},
        [[]],
        'a@b.ch',
        'EUR',
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const price = fc.record({ amount: someValue, currency: someValue }, { requiredKeys: [] });
    const line = fc.record(
      {
        product: fc.oneof(fc.constant(ID), someValue),
        quantity: someValue,
        price: fc.oneof(price, someValue),
      },
      { requiredKeys: [] },
    );
    const changes = fc.record(
      {
        ...Object.fromEntries(Object.keys(GOOD).map((name) => [name, someValue])),
        mail: someValue,
        wish: someValue,
        at: someValue,
        even: someValue,
        tags: fc.oneof(fc.array(fc.oneof(fc.constant('ok'), someValue)), someValue),
        lines: fc.oneof(fc.array(fc.oneof(line, fc.constant(GOOD.lines[0])), { maxLength: 3 }), someValue),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, (its) => {
        const order = orders(its);
        expect(isCertainlyValid(order)).toBe(saysClassValidator(order));
      }),
      { numRuns: 1_000 },
    );
  });
});
