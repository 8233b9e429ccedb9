import { errorStory } from './error-story';
import { faultOf } from './fault';

class Stock {
  take(message: string): Error {
    return new RangeError(message);
  }
}

const told = (error: Error) => {
  const { name, message, stack } = errorStory(error);
  return faultOf('reserve-stock', name, message, stack);
};

describe('faultOf', () => {
  it.each([
    ['No product 17 in order-4711', 'No product # in #'],
    ['0190c5d2-7a4e-7abc-8def-0123456789ab is gone', '# is gone'],
    ['due at 2026-01-02T03:04:05.678Z, 12.5 % late', 'due at #, # % late'],
    ['at 0x7ffe1a and Käse7', 'at # and #'],
    ['orders.order-placed.v9 of 7', 'orders.order-placed.v9 of #'],
    ['rev12 and v1x', '# and #'],
    ['nothing that changes', 'nothing that changes'],
  ])('makes %j %j', (message, text) => {
    expect(faultOf('reserve-stock', 'Error', message, undefined).text).toBe(text);
  });

  it('puts what differs only in numbers and ids into one group, and nothing else', () => {
    const stock = new Stock();
    const one = told(stock.take('No product 17'));
    expect(told(stock.take('No product 2'))).toEqual(one);
    expect(told(stock.take('No place 2')).fault).not.toBe(one.fault);
    expect(told(new RangeError('No product 17')).fault).not.toBe(one.fault);
    expect(faultOf('reserve-stock', 'TypeError', 'No product 17', undefined).fault).not.toBe(
      faultOf('reserve-stock', 'RangeError', 'No product 17', undefined).fault,
    );
  });

  it('makes one group of each consumer that fails so', () => {
    const [one, other] = ['reserve-stock', 'sell-stock'].map((consumer) =>
      faultOf(consumer, 'Error', 'No product 17', undefined),
    );
    expect(other?.text).toBe(one?.text);
    expect(other?.fault).not.toBe(one?.fault);
  });

  it('names the place by method and file, without the line: that is another one in the next build', () => {
    expect(told(new Stock().take('x')).place).toBe('Stock.take (fault.spec.ts)');
  });

  it.each([
    ['Error: x\n    at async Orders.place (/app/dist/main.js:10:20)', 'Orders.place (main.js)'],
    ['Error: x\n    at /app/dist/main.js:10:20', 'main.js'],
    ['Error: x\n    at file:///app/dist/main.mjs:10:20', 'main.mjs'],
    ['Error: x\n    at Orders.place (webpack://shop/apps/orders/place.ts:10:20)', 'Orders.place (place.ts)'],
    [
      'Error: x\n    at Query.run (/app/node_modules/pg/query.js:1:2)\n    at Orders.place (/app/main.js:1:2)',
      'Orders.place (main.js)',
    ],
    [
      'Error: x\n    at node:internal/timers:1:2\n    at Timeout.<anonymous> (C:\\app\\main.js:3:4)',
      'Timeout.<anonymous> (main.js)',
    ],
    ['no stack at all', ''],
  ])('finds the place in %j', (stack, place) => {
    expect(faultOf('reserve-stock', 'Error', 'x', stack).place).toBe(place);
  });

  it('is quick and bounded whatever the message is', () => {
    const begun = performance.now();
    const { text } = faultOf('reserve-stock', 'Error', '1a'.repeat(500_000), 'at '.repeat(500_000));
    expect(text.length).toBeLessThan(400);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
