import { randomUUID } from 'node:crypto';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import { eventually } from '@warren/eventing/testing';
import { City } from '../snapshots/support/city';
import { Keeper } from '../snapshots/support/zoo';
import { RABBITMQ_URL } from '../support/test-broker';
import { documented, type Attributes } from './support/documented';
import { Stranger } from './support/stranger';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

/** amqplib and docs/interop.md, nothing else. */
describe('A consumer that is not Nest and asks for snapshots', () => {
  let city: City;
  let zoo: INestApplicationContext;
  let stranger: Stranger;
  const came: ConsumeMessage[] = [];
  const animals = [randomUUID(), randomUUID(), randomUUID()].sort() as [string, string, string];
  const bodies = () => came.map(({ content }) => JSON.parse(content.toString()) as Attributes);

  beforeAll(async () => {
    city = await City.found(RABBITMQ_URL);
    zoo = await city.startZoo({ pageSize: 2 });
    for (const animal of animals) await zoo.get(Keeper).move(animal, 'arena');
    await zoo.get(Keeper).move(animals[1], 'hall');
    await city.zooDatabase.dataSource.query(`delete from eventing.outbox_stream where partition_key = $1`, [
      `animal/${animals[2]}`,
    ]);
    stranger = await Stranger.connect();
  });
  afterAll(async () => {
    await stranger?.close();
    await city?.close();
  });

  it('gets every aggregate, with all that is said of the answer', async () => {
    const { channel } = stranger;
    const exchange = city.namesOf('billing').snapshotsExchange('billing');
    await channel.assertExchange(exchange, 'direct', { durable: true });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, exchange, 'known-users');
    await channel.consume(queue, (message) => message && came.push(message), { noAck: true });

    const request = documented('a request');
    const data = { ...(request.data as Attributes), snapshot: 'zoo.animal-snapshot.v1' };
    await stranger.publish(city.namesOf('zoo').requestsExchange('zoo'), 'snapshot-requested.v1', {
      ...request,
      data,
    });
    await eventually('the end of the answer', () => bodies().some(({ snapshot }) => snapshot === 'complete'));
    await channel.deleteExchange(exchange);

    const answer = {
      source: '/zoo',
      type: 'zoo.animal-snapshot.v1',
      causationid: request.id,
      specversion: '1.0',
    };
    const state = (index: number, houses: string[]) => ({
      ...answer,
      snapshot: 'state',
      snapshotnumber: index + 1,
      subject: animals[index],
      partitionkey: `animal/${animals[index]}`,
      data: { animalId: animals[index], houses },
    });
    expect(bodies()).toMatchObject([
      { ...state(0, ['arena']), sequence: 1 },
      { ...state(1, ['arena', 'hall']), sequence: 2 },
      state(2, ['arena']),
      { ...answer, snapshot: 'complete', snapshotnumber: 3 },
    ]);
    expect(bodies()[2]).not.toHaveProperty('sequence');
    expect(bodies()[3]).not.toHaveProperty('sequence');
    for (const { properties, content } of came)
      expect(properties).toMatchObject({
        deliveryMode: 2,
        contentType: 'application/cloudevents+json',
        messageId: (JSON.parse(content.toString()) as Attributes).id,
        type: 'zoo.animal-snapshot.v1',
        appId: 'zoo',
      });
  });
});
