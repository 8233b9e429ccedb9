import 'reflect-metadata';
import { OrderPlaced, PaymentSuccessful, StockReserved } from '../../test/sagas/support/contracts';
import { On } from '../projections/on.decorator';
import { keyOf, readSaga } from './saga-definition';
import { SagaDeclarationError, SagaError } from './saga-errors';
import type { SagaProcess } from './saga-process';
import { Saga, type SagaOptions } from './saga.decorator';
import { OnTimeout, StartedBy } from './step.decorators';

const key = (event: { orderId: string }) => event.orderId;
type Process = SagaProcess<{ total: number }>;

describe('readSaga', () => {
  it('finds the steps, bound to the saga, and each event once', () => {
    abstract class WithPatience {
      readonly told: string[] = [];
      @OnTimeout('patience') enough(_saga: Process): void {
        this.told.push('enough');
      }
    }
    @Saga({ name: 'fulfil', key })
    class Fulfil extends WithPatience {
      @StartedBy(OrderPlaced) @On(OrderPlaced) placed(_saga: Process, event: OrderPlaced): void {
        this.told.push(`placed ${event.total}`);
      }
      @On(StockReserved) @On(PaymentSuccessful) async other(_saga: Process): Promise<void> {}
    }
    const fulfil = new Fulfil();
    const saga = readSaga(fulfil);
    expect(saga.name).toBe('fulfil');
    expect([...saga.starts.keys()]).toEqual(['sales.order-placed.v1']);
    expect([...saga.steps.keys()].sort()).toEqual([
      'bank.payment-successful.v1',
      'depot.stock-reserved.v1',
      'sales.order-placed.v1',
    ]);
    expect(saga.contracts).toHaveLength(3);
    saga.starts.get('sales.order-placed.v1')?.(undefined as never, { total: 7 });
    saga.timeouts.get('patience')?.(undefined as never);
    expect(fulfil.told).toEqual(['placed 7', 'enough']);
  });

  it.each<[string, () => object, RegExp]>([
    [
      'no start',
      () => {
        @Saga({ name: 'fulfil', key })
        class Fulfil {
          @On(StockReserved) pay(_saga: Process): void {}
        }
        return new Fulfil();
      },
      /Fulfil: Nothing starts it: put @StartedBy\(SomeEvent\) on a method\./,
    ],
    [
      'two methods for one event',
      () => {
        @Saga({ name: 'fulfil', key })
        class Fulfil {
          @StartedBy(OrderPlaced) one(_saga: Process): void {}
          @On(StockReserved) two(_saga: Process): void {}
          @On(StockReserved) three(_saga: Process): void {}
        }
        return new Fulfil();
      },
      /two and three both have @On for depot\.stock-reserved\.v1: keep it on one/,
    ],
    [
      'two starts by one event',
      () => {
        @Saga({ name: 'fulfil', key })
        class Fulfil {
          @StartedBy(OrderPlaced) one(_saga: Process): void {}
          @StartedBy(OrderPlaced) two(_saga: Process): void {}
        }
        return new Fulfil();
      },
      /one and two both have @StartedBy for sales\.order-placed\.v1/,
    ],
    [
      'two methods for one time-out, and one without a name',
      () => {
        @Saga({ name: 'fulfil', key })
        class Fulfil {
          @StartedBy(OrderPlaced) one(_saga: Process): void {}
          @OnTimeout('late') two(_saga: Process): void {}
          @OnTimeout('late') three(_saga: Process): void {}
          @OnTimeout('') four(_saga: Process): void {}
        }
        return new Fulfil();
      },
      /two and three both have @OnTimeout for late.*four: @OnTimeout needs a name/,
    ],
    [
      'no key, and an option that is none',
      () => {
        @Saga({ name: 'fulfil', keys: 1 } as unknown as SagaOptions<object>)
        class Fulfil {
          @StartedBy(OrderPlaced) one(_saga: Process): void {}
        }
        return new Fulfil();
      },
      /"keys" is not an option of @Saga; there are name, key, .* "key" must be a function/,
    ],
    ['no @Saga', () => new (class Fulfil {})(), /Fulfil is not decorated with @Saga/],
  ])('refuses %s, and says what to do', (_what, make, message) => {
    expect(() => readSaga(make())).toThrow(SagaDeclarationError);
    expect(() => readSaga(make())).toThrow(message);
  });
});

describe('the key of an event', () => {
  @Saga({ name: 'fulfil', key })
  class Fulfil {
    @StartedBy(OrderPlaced) placed(_saga: Process): void {}
  }
  const saga = readSaga(new Fulfil());

  it('is what the saga says', () => {
    expect(keyOf(saga, new OrderPlaced({ orderId: 'o-1', total: 1 }))).toBe('o-1');
  });

  it.each([[''], [undefined], [7], ['x'.repeat(201)], ['nul \0']])('cannot be %p', (orderId) => {
    const event = new OrderPlaced({ orderId: orderId as string, total: 1 });
    expect(() => keyOf(saga, event)).toThrow(SagaError);
    expect(() => keyOf(saga, event)).toThrow(/fulfil: the key of OrderPlaced must be a text/);
  });
});
