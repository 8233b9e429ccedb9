import { BrokerRefusedError, BrokerUnavailableError } from '../broker-errors';
import { asBrokerError, brokersWords } from './refusal';
import { withinLimit } from './time-limit';

const amqpError = (code: number | undefined, message: string) => Object.assign(new Error(message), { code });

describe('asBrokerError', () => {
  it.each([403, 404, 405, 406])('takes the reply code %i for a refusal', (code) => {
    const error = asBrokerError('Declaring queue q', amqpError(code, 'closed with message "NO - because"'));
    expect(error).toBeInstanceOf(BrokerRefusedError);
    expect(error.message).toBe('Declaring queue q: NO - because');
  });

  it.each([undefined, 320, 541])('takes %p for a broker that is not available', (code) => {
    const error = asBrokerError(
      'Declaring queue q',
      amqpError(code, 'Channel ended, no reply will be forthcoming'),
    );
    expect(error).toBeInstanceOf(BrokerUnavailableError);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('leaves our own errors as they are', () => {
    const own = new BrokerUnavailableError('away');
    expect(asBrokerError('Anything', own)).toBe(own);
  });
});

describe('brokersWords', () => {
  it('finds the sentence of the broker', () => {
    const text = `Operation failed: QueueDeclare; 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - inequivalent arg 'x'"`;
    expect(brokersWords(new Error(text))).toBe("PRECONDITION_FAILED - inequivalent arg 'x'");
    expect(brokersWords('anything else')).toBe('anything else');
  });
});

describe('withinLimit', () => {
  it('passes on what the work came to', async () => {
    await expect(withinLimit(1_000, 'Work', Promise.resolve('done'))).resolves.toBe('done');
    await expect(withinLimit(1_000, 'Work', Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  it('gives up after the limit, and does not mind what happens later', async () => {
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise((_resolve, reject) => (fail = reject));
    await expect(withinLimit(1, 'Closing', work)).rejects.toThrow(
      'Closing: RabbitMQ gave no answer within 1 ms.',
    );
    fail(new Error('too late')); // an unhandled rejection would fail the test run
    await new Promise((resolve) => setImmediate(resolve));
  });
});
