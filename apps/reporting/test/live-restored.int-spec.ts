import { eventually } from '@warren/eventing/testing';
import { LiveClient } from './support/live-client';
import { Reporting } from './support/reporting';
import { dumped } from './support/restore';

jest.setTimeout(120_000);

let reporting: Reporting;
const clients: LiveClient[] = [];

beforeEach(async () => {
  reporting = await Reporting.start({ LIVE_HEARTBEAT_MS: '100' });
});
afterEach(async () => {
  clients.splice(0).forEach((client) => client.leave());
  await reporting.stop();
});

async function connect(lastEventId?: string): Promise<LiveClient> {
  const client = await LiveClient.connect(reporting.service, lastEventId);
  clients.push(client);
  return client;
}

const fill = (count: number) => reporting.service.query(fillWith(count));
const fillWith = (count: number) =>
  `insert into live_feed (event_id, type, data)
   select gen_random_uuid(), 'order-placed', '{}' from generate_series(1, ${count})`;

const told = (client: LiveClient, count: number) =>
  eventually(`${count} events`, () => client.events.length >= count);
const missed = (client: LiveClient) =>
  eventually('the client to be told that it missed something', () =>
    client.events.find(({ event }) => event === 'missed'),
  );
const positions = (client: LiveClient) => client.events.map(({ id }) => Number.parseInt(id ?? '', 10));
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('after the database was restored from a dump', () => {
  it('live clients are told so and hear what comes, though its positions have been told before', async () => {
    await fill(50);
    const client = await connect();
    const before = await connect('40');
    await told(before, 10);
    const restore = await dumped(reporting.service.databaseUrl);
    await fill(30);
    await told(client, 30);
    expect(positions(client)).toEqual(range(51, 80));
    await restore();
    expect((await missed(client)).data).toEqual({ upTo: 50 });
    await eventually('the feed to take entries', () => fill(5).then(() => true));
    await told(client, 36);
    expect(positions(client)).toEqual([...range(51, 80), 50, ...range(51, 55)]);

    // Whoever comes back: the one who stands where everything is as it was, the one ahead, the one who was overtaken.
    const old = await connect(before.events[5]?.id);
    await told(old, 9);
    expect(positions(old)).toEqual(range(47, 55));
    const ahead = await connect(client.events[29]?.id);
    expect((await missed(ahead)).data).toEqual({ upTo: 55 });
    await fill(40);
    const overtaken = await connect(client.events[29]?.id);
    expect((await missed(overtaken)).data).toEqual({ upTo: 95 });
    await fill(1);
    for (const each of [client, old, ahead, overtaken])
      await eventually('the newest entry', () => positions(each).at(-1) === 96);
    expect(positions(overtaken)).toEqual([95, 96]);
  });

  it('they notice it also when the feed has grown further than it was before anybody looked', async () => {
    await fill(50);
    const client = await connect();
    await fill(30);
    await told(client, 30);
    // In one commit, for nobody to look in between: back to the fiftieth, and on.
    await reporting.service.query(
      `do $$ begin
         delete from live_feed where position > 50;
         alter table live_feed alter column position restart with 51;
         ${fillWith(60)};
       end $$`,
    );
    expect((await missed(client)).data).toEqual({ upTo: 110 });
    await fill(1);
    await told(client, 32);
    expect(positions(client)).toEqual([...range(51, 80), 110, 111]);
  });

  it('nothing that was remembered from before is told to who comes when nobody was there', async () => {
    await fill(50);
    const client = await connect('50');
    await fill(30);
    await told(client, 30);
    const [tenth, last] = [client.events[9]?.id, client.lastEventId];
    client.leave();
    await eventually('nobody to be there', () => client.ended);
    await reporting.service.query(
      `do $$ begin
         delete from live_feed where position > 60;
         alter table live_feed alter column position restart with 61;
         ${fillWith(2)};
       end $$`,
    );
    const back = await connect(tenth);
    await told(back, 2);
    await fill(1);
    await told(back, 3);
    expect(positions(back)).toEqual([61, 62, 63]);
    expect(back.events.map(({ event }) => event)).toEqual(Array(3).fill('order-placed'));
    expect((await missed(await connect(last))).data).toEqual({ upTo: 63 });
  });
});
