import { OrderPlaced, PaymentSuccessful, StockReserved } from '../../test/sagas/support/contracts';
import { On } from '../projections/on.decorator';
import { readSaga } from './saga-definition';
import { SagaError, SagaNotStartedError } from './saga-errors';
import type { SagaProcess } from './saga-process';
import { Saga } from './saga.decorator';
import { StartedBy } from './step.decorators';
import { stepFor, takeStep, type Standing } from './take-step';

type Process = SagaProcess<{ told: string[] }>;
const told: string[] = [];

@Saga({ name: 'fulfil', key: (event: { orderId: string }) => event.orderId })
class Fulfil {
  @StartedBy(OrderPlaced) begin(_saga: Process): void {
    told.push('begin');
  }
  @StartedBy(StockReserved) @On(StockReserved) either(_saga: Process): void {
    told.push('either');
  }
  @On(PaymentSuccessful) go(_saga: Process): void {
    told.push('go');
  }
}

const saga = readSaga(new Fulfil());

describe('what an event means to a saga', () => {
  const meaning = (type: string, standing: Standing): string | undefined => {
    told.length = 0;
    void stepFor(saga, type, 'o-1', standing)?.(undefined as never);
    return told[0];
  };
  const [placed, reserved, paid] = [
    'sales.order-placed.v1',
    'depot.stock-reserved.v1',
    'bank.payment-successful.v1',
  ] as const;

  it.each<[string, Standing, string | undefined]>([
    [placed, 'unstarted', 'begin'],
    [placed, 'active', undefined],
    [placed, 'completed', undefined],
    [reserved, 'unstarted', 'either'],
    [reserved, 'active', 'either'],
    [reserved, 'completed', undefined],
    [paid, 'active', 'go'],
    [paid, 'completed', undefined],
  ])('%s, while it is %s: %s', (type, standing, method) => {
    expect(meaning(type, standing)).toBe(method);
  });

  it('cannot be told before it has started, and the error says by what it is', () => {
    expect(() => meaning(paid, 'unstarted')).toThrow(SagaNotStartedError);
    expect(() => meaning(paid, 'unstarted')).toThrow(
      /no saga fulfil with the key o-1: bank\.payment-successful\.v1 came.*started by .*order-placed\.v1 or .*stock-reserved\.v1|started by .*stock-reserved\.v1 or .*order-placed\.v1/,
    );
  });
});

describe('a step', () => {
  const footing = { name: 'fulfil', key: 'o-1', state: undefined, knownTimeouts: [], publish: () => 'id' };

  it('leaves its outcome at once, or when it is done', async () => {
    const now = takeStep((process) => void Object.assign(process, { state: { told: ['now'] } }), footing);
    expect(now).toMatchObject({ state: '{"told":["now"]}', completed: false });
    const later = takeStep(async (process) => {
      await Promise.resolve();
      process.complete();
    }, footing);
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toMatchObject({ state: 'null', completed: true });
  });

  it('that left something running finds its saga closed', async () => {
    let late: Promise<void> | undefined;
    void takeStep((process) => {
      late = Promise.resolve().then(() => process.complete());
    }, footing);
    await expect(late).rejects.toThrow(SagaError);
  });
});
