import { saga } from '@warren/eventing/testing';
import {
  OrderPlaced,
  PaymentRequested,
  PaymentSuccessful,
  StockReserved,
} from '../../test/sagas/support/contracts';
import { On } from '../projections/on.decorator';
import { SagaNotStartedError } from '../sagas/saga-errors';
import type { SagaProcess } from '../sagas/saga-process';
import { Saga } from '../sagas/saga.decorator';
import { OnTimeout, StartedBy } from '../sagas/step.decorators';

/** Where the next step is to fail, after it has done all that a step can do. */
interface Mishap {
  at?: 'placed' | 'pay' | 'confirm' | 'late';
}

@Saga({ name: 'fragile', key: (event: { orderId: string }) => event.orderId })
class Fragile {
  constructor(private readonly mishap: Mishap) {}

  @StartedBy(OrderPlaced) placed(process: SagaProcess<{ steps: string[] }>) {
    process.state = { steps: [] };
    process.timeout('stock', '1m');
    this.end(process, 'placed');
  }
  @On(StockReserved) pay(process: SagaProcess<{ steps: string[] }>) {
    this.end(process, 'pay');
  }
  @On(PaymentSuccessful) async confirm(process: SagaProcess<{ steps: string[] }>) {
    await Promise.resolve();
    this.end(process, 'confirm');
  }
  @OnTimeout('stock') late(process: SagaProcess<{ steps: string[] }>) {
    this.end(process, 'late');
  }
  @OnTimeout('other') never() {}

  private end(process: SagaProcess<{ steps: string[] }>, step: Mishap['at'] & string) {
    process.state.steps.push(step);
    process.timeout('other', '5m');
    process.publish(new PaymentRequested({ orderId: process.key, amount: 1 }));
    if (this.mishap.at === step) throw new Error(`no ${step}`);
  }
}

const orderId = 'o-1';
const placed = new OrderPlaced({ orderId, total: 100 });
const reserved = new StockReserved({ orderId });
const paid = new PaymentSuccessful({ orderId });

/** A step that throws is rolled back by a running service; what it has done to the saga is not stored. */
describe('the saga kit, when a step throws', () => {
  let mishap: Mishap;
  beforeEach(() => (mishap = {}));

  it('has the next step find the state that the last step left which did not throw', async () => {
    const story = saga(Fragile, mishap).given(placed);
    mishap.at = 'pay';
    expect(() => story.when(reserved)).toThrow('no pay');
    expect(() => story.when(reserved)).toThrow('no pay');
    mishap.at = undefined;
    await story.when(reserved).thenState({ steps: ['placed', 'pay'] });
  });

  it('does so where the step is async, once its failure was awaited', async () => {
    const story = saga(Fragile, mishap).given(placed);
    mishap.at = 'confirm';
    await expect(story.when(paid)).rejects.toThrow('no confirm');
    mishap.at = undefined;
    await story.when(paid).thenState({ steps: ['placed', 'confirm'] });
  });

  it('passes on a failure that nobody has awaited yet to who awaits what follows', async () => {
    mishap.at = 'confirm';
    const story = saga(Fragile, mishap).given(placed, paid);
    await expect(story.when(reserved).thenGoesOn()).rejects.toThrow('no confirm');
  });

  it('has nothing of what the step has published or asked for', () => {
    const story = saga(Fragile, mishap).given(placed);
    const outcome = story.when(reserved);
    mishap.at = 'pay';
    expect(() => story.when(reserved)).toThrow('no pay');
    expect(() => outcome.thenPublishes(PaymentRequested)).toThrow('It published nothing.');
    expect(() => outcome.thenSchedules('other', '5m')).toThrow('It scheduled none.');
  });

  it('goes on waiting for a time-out that failed', async () => {
    const story = saga(Fragile, mishap).given(placed);
    mishap.at = 'late';
    expect(() => story.whenTimeout('stock')).toThrow('no late');
    mishap.at = undefined;
    await story.whenTimeout('stock').thenState({ steps: ['placed', 'late'] });
  });

  it('has not started a saga whose first step failed', async () => {
    const story = saga(Fragile, mishap);
    mishap.at = 'placed';
    expect(() => story.when(placed)).toThrow('no placed');
    mishap.at = undefined;
    expect(() => story.when(reserved)).toThrow(SagaNotStartedError);
    await story.when(new OrderPlaced({ orderId: 'o-2', total: 1 })).thenState({ steps: ['placed'] });
  });

  it('gives a step no way to change what was stored, by what it keeps from an earlier one', async () => {
    const kept: { steps: string[] }[] = [];
    @Saga({ name: 'keeper', key: (event: { orderId: string }) => event.orderId })
    class Keeper {
      @StartedBy(OrderPlaced) placed(process: SagaProcess<{ steps: string[] }>) {
        kept.push((process.state = { steps: [] }));
      }
      @On(StockReserved) pay(process: SagaProcess<{ steps: string[] }>) {
        kept.push(process.state);
      }
      @On(PaymentSuccessful) confirm() {
        kept.forEach(({ steps }) => steps.push('from behind'));
      }
    }
    await saga(Keeper).given(placed, reserved).when(paid).thenState({ steps: [] });
  });
});
