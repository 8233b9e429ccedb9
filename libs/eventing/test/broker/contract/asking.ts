import { eventually } from '@warren/eventing/testing';
import type { Broker, OutgoingMessage } from '../../../src/broker/broker';
import { PERSONAL_DATA } from '../../../src/broker/names';
import type { Fixture } from './fixture';

/** Somebody who answers every question with the question. */
async function echo(f: Fixture): Promise<void> {
  const broker = await f.declared({ name: 'desk' }, { name: PERSONAL_DATA });
  broker.consume({ queue: f.names.queue('desk'), prefetch: 10 }, (question) => {
    const { body, properties } = question;
    const { replyTo = '', correlationId } = properties;
    const answer = { exchange: f.names.answersExchange('shop'), routingKey: replyTo, body };
    // Without a connection just now there is no answer, and whoever has asked asks again.
    broker.publish({ ...answer, properties: { correlationId } }).catch(() => undefined);
    question.ack();
  });
}

export function describeAsking(fixture: () => Fixture): void {
  const ask = (broker: Broker, text: string, withinMs = 20_000) =>
    askAt(broker, fixture().message(text, { body: Buffer.from(text) }), withinMs);
  const askAt = (broker: Broker, question: OutgoingMessage, withinMs = 20_000) =>
    broker.ask(question, fixture().names.answersExchange('shop'), withinMs);

  it('brings each answer to who has asked that question', async () => {
    const f = fixture();
    await echo(f);
    const [one, other] = [await f.client(), await f.client()];
    const questions = Array.from({ length: 20 }, (_, index) => `question ${index}`);
    const answers = await Promise.all(questions.map((text, index) => ask(index % 2 ? one : other, text)));
    expect(answers.map(String)).toEqual(questions);
  });

  it('gives up a question that nobody answers in time, or could take', async () => {
    const f = fixture();
    const broker = await f.declared({ name: 'desk' }, { name: PERSONAL_DATA });
    expect(await ask(broker, 'nobody there', 100)).toBeUndefined();
    const astray = { ...f.message('astray'), exchange: `${f.namespace}.nowhere`, body: Buffer.from('?') };
    expect(await askAt(broker, astray)).toBeUndefined();
  });

  it('asks again after a question that had nowhere to go', async () => {
    const f = fixture();
    await echo(f);
    const broker = await f.client();
    const astray = { ...f.message('astray'), exchange: `${f.namespace}.nowhere`, body: Buffer.from('?') };
    expect(await askAt(broker, astray)).toBeUndefined();
    expect(String(await ask(broker, 'again'))).toBe('again');
  });

  it('asks again after its connection was lost', async () => {
    const f = fixture();
    await echo(f);
    const broker = await f.client();
    expect(String(await ask(broker, 'before'))).toBe('before');
    f.underTest.cutConnections();
    await eventually('an answer', async () => String(await ask(broker, 'after', 1_000)) === 'after');
  });
}
