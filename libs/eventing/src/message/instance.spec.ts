import 'reflect-metadata';
import { Exclude, Expose, plainToInstance, Transform, Type } from 'class-transformer';
import fc from 'fast-check';
import { instanceOf } from './instance';
import { ListOf } from './list-of';
import { ObjectOf } from './object-of';

class Price {
  amount!: number;
  currency!: string;
}

class Line {
  product!: string;
  quantity = 1;
  @ObjectOf(() => Price) price!: Price;
}

abstract class Numbered {
  number!: number;
  @ObjectOf(() => Price) paid!: Price;
}

class Order extends Numbered {
  id!: string;
  @ListOf(() => Line) lines!: Line[];
  @ListOf(() => Order) before!: Order[];
  tags!: string[];
  get isNumbered(): boolean {
    return this.number > 0;
  }
  method(): string {
    return 'its own';
  }
}

class Renamed extends Order {
  @Expose({ name: 'name' }) label!: string;
}

class Shouted {
  @Transform(({ value }: { value: unknown }) => String(value).toUpperCase()) text!: string;
  @Exclude() secret!: string;
}

class Dated {
  @Type(() => Date) at!: Date;
  @Type(() => Shouted) shouted!: Shouted;
}

const GOOD = {
  id: 'a',
  number: 3,
  paid: { amount: 3, currency: 'EUR' },
  lines: [{ product: 'p', quantity: 2, price: { amount: 1, currency: 'EUR' } }, { product: 'q' }],
  before: [{ id: 'b', lines: [], before: [{ id: 'c' }] }],
  unknown: 'kept',
};

describe('instanceOf', () => {
  it('makes instances of the class and of the classes of its parts', () => {
    const order = instanceOf(Order, GOOD);
    expect(order).toBeInstanceOf(Order);
    expect(order.paid).toBeInstanceOf(Price);
    expect(order.lines[0]).toBeInstanceOf(Line);
    expect(order.lines[0]?.price).toBeInstanceOf(Price);
    expect(order.lines[1]?.quantity).toBe(1);
    expect(order.before[0]?.before[0]).toBeInstanceOf(Order);
    expect(order).toEqual(plainToInstance(Order, GOOD));
  });

  it('shares nothing that it could change with what it was made of', () => {
    const data = structuredClone(GOOD);
    instanceOf(Order, data).lines.pop();
    expect(data).toEqual(GOOD);
  });

  it.each<[new () => object, object]>([
    [Renamed, { name: 'x', label: 'y', ...GOOD }],
    [Shouted, { text: 'a', secret: 'b' }],
    [Dated, { at: '2030-01-01T00:00:00Z', shouted: { text: 'a', secret: 'b' } }],
    [Order, { isNumbered: 'no', method: 'no', constructor: 'no', toString: 'no' }],
    [Order, JSON.parse('{"__proto__":{"polluted":true},"id":"a"}') as object],
    [Order, { tags: ['a', 'b'], paid: [GOOD.paid], lines: { product: 'p' } }],
    [Order, { paid: 'free', lines: [null, 'none', [[]]], before: null }],
  ])('says of %p what class-transformer says, also where that is out of the ordinary', (type, data) => {
    expect(instanceOf(type, data)).toStrictEqual(plainToInstance(type, data));
  });

  it('never makes another thing than class-transformer, whatever comes', () => {
    const fields = [
      'id',
      'number',
      'paid',
      'lines',
      'before',
      'tags',
      'amount',
      'price',
      'quantity',
      'method',
      'x',
    ];
    const { json } = fc.letrec((tie) => ({
      object: fc.dictionary(fc.constantFrom(...fields), tie('json'), { maxKeys: 5 }),
      json: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, true, 0, 1.5, '', 'text'),
        fc.array(tie('json'), { maxLength: 3 }),
        tie('object'),
        tie('object'),
      ),
    }));
    const data = fc.dictionary(fc.constantFrom(...fields), json, { maxKeys: 6 });
    fc.assert(
      fc.property(data, fc.constantFrom<new () => object>(Order, Line, Price, Renamed), (plain, type) => {
        expect(instanceOf(type, structuredClone(plain))).toStrictEqual(plainToInstance(type, plain));
      }),
      { numRuns: 2_000 },
    );
  });
});
