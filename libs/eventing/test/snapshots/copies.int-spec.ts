import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { BROKERS, City } from './support/city';
import { Keeper } from './support/zoo';

Logger.overrideLogger(false);
jest.setTimeout(120_000);

describe.each(BROKERS)("a copy of another service's aggregates, %s", (_where, brokerUrl) => {
  let city: City;
  const [lion, emu] = [randomUUID(), randomUUID()] as [string, string];

  beforeEach(async () => {
    city = await City.found(brokerUrl);
  });
  afterEach(() => city.close());

  const move = (zoo: INestApplicationContext, animal: string, house: string) =>
    zoo.get(Keeper).move(animal, house);

  /** A zoo whose events of so far nobody has heard. */
  async function oldZoo(animals = 2, settings = {}): Promise<INestApplicationContext> {
    const zoo = await city.startZoo(settings);
    const all = [lion, emu, ...Array.from({ length: animals - 2 }, () => randomUUID())];
    for (const [index, animal] of all.entries()) await move(zoo, animal, `house ${index}`);
    await move(zoo, lion, 'arena');
    await city.untilEverythingIsRelayed(zoo);
    return zoo;
  }

  it('begins with what was before it, and follows what comes', async () => {
    const zoo = await oldZoo();
    const patient = { answerWithinMs: 60_000, heldForMs: 60_000 };
    const museum = await city.startMuseum(patient);
    const replica = await city.startMuseum(patient);
    await city.untilCopyIs(museum, { state: 'complete', received: 2, expected: 2 });
    await city.untilMuseumKnowsAll();
    await move(zoo, lion, 'hall');
    await move(zoo, randomUUID(), 'aviary');
    await city.untilMuseumKnowsAll();
    await city.untilCopyIs(replica, { state: 'complete' });
    const [{ asks }] = await city.museumDatabase.dataSource.query(
      'select asks from eventing.snapshot_requests',
    );
    expect(asks).toBe(1);
  });

  it('is asked for again after its database and its queue are lost', async () => {
    const zoo = await oldZoo();
    const museum = await city.startMuseum();
    await city.untilCopyIs(museum, { state: 'complete' });
    await city.stop(museum);
    await city.loseMuseum();
    await move(zoo, lion, 'hall');
    const again = await city.startMuseum();
    await city.untilCopyIs(again, { state: 'complete', received: 2 });
    await city.untilMuseumKnowsAll();
  });

  it('comes once its owner is there', async () => {
    const museum = await city.startMuseum();
    await eventually('the museum to have asked in vain', async () => {
      const [row] = await city.museumDatabase.dataSource.query(
        'select refusals from eventing.snapshot_requests',
      );
      return row.refusals > 0;
    });
    await city.untilCopyIs(museum, { state: 'wanted', askedAt: null });
    await oldZoo();
    await city.untilCopyIs(museum, { state: 'complete', received: 2 });
    await city.untilMuseumKnowsAll();
  });

  it('heals when events were lost with its queue, and later ones are held', async () => {
    const zoo = await oldZoo();
    const museum = await city.startMuseum();
    await city.untilCopyIs(museum, { state: 'complete' });
    await city.stop(museum);
    await move(zoo, lion, 'lost on the way');
    await city.untilEverythingIsRelayed(zoo);
    await city.loseMuseumQueue();
    await city.startMuseum();
    await move(zoo, lion, 'after the hole');
    await city.untilMuseumKnowsAll();
  });

  it("is the owner's, also of aggregates that change while it is sent, and when the owner stops in the middle", async () => {
    const zoo = await oldZoo(30, { pageSize: 3, perSecond: 1 });
    const museum = await city.startMuseum();
    await city.untilCopyIs(museum, { state: 'receiving' });
    for (let turn = 0; turn < 10; turn += 1) await move(zoo, turn % 2 ? lion : emu, `turn ${turn}`);
    await city.untilEverythingIsRelayed(zoo);
    await city.stop(zoo);
    expect(await city.whereabouts()).not.toHaveLength(30);
    const back = await city.startZoo();
    await move(back, lion, 'home');
    const { expected } = await city.untilCopyIs(museum, { state: 'complete' });
    expect(expected).toBe(30);
    await city.untilMuseumKnowsAll();
  });

  it('comes whole though the process that sends it dies, and its message comes again to another', async () => {
    const zoo = await oldZoo(9, { pageSize: 3, perSecond: 1 });
    const museum = await city.startMuseum();
    await city.untilCopyIs(museum, { state: 'receiving' });
    await city.cutOff(zoo);
    await city.startZoo();
    await city.untilCopyIs(museum, { state: 'complete', received: 9, expected: 9 });
    await city.untilMuseumKnowsAll();
  });

  it('says how much is missing when a state cannot be sent, is asked for again, and has all the others', async () => {
    await city.zooDatabase.dataSource.query(
      `insert into animals values ($1, array['']), ($2, array['old house'])`,
      [randomUUID(), lion],
    );
    await city.startZoo();
    const museum = await city.startMuseum();
    await city.untilCopyIs(museum, { state: 'receiving', received: 1, expected: 2 });
    expect(await city.whereabouts()).toEqual([{ id: lion, houses: ['old house'] }]);
    await city.zooDatabase.dataSource.query(`update animals set houses = array['mended'] where id <> $1`, [
      lion,
    ]);
    await city.untilCopyIs(museum, { state: 'complete', received: 2, expected: 2 });
    await city.untilMuseumKnowsAll();
  });
});
