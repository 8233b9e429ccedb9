import { randomUUID } from 'node:crypto';
import { Controller, Get, Logger, Param, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ConsistencyToken, IntegrationEvent, Outbox, ReadModels, type UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { HttpClient } from '../testing/http-client';
import { httpOnly } from '../testing/http-only';
import { NEEDED_SETTINGS } from '../testing/needed-settings';
import { Public } from '../access/access-rule';
import { readConfig, ServiceConfig } from '../config/service-config';
import { configureHttp } from './configure-http';
import { WaitsFor } from './waits-for';

/** Stands for read models that never catch up, and remembers who waits. */
class NeverThere {
  readonly waits: { atMostMs: number; signal: AbortSignal }[] = [];

  assertKnown(name: string): void {
    if (name !== 'things') throw new Error(`"${name}" is no projection`);
  }

  waitFor(_name: string, _token: ConsistencyToken, limits: NeverThere['waits'][number]): Promise<boolean> {
    this.waits.push(limits);
    return new Promise((resolve) => limits.signal.addEventListener('abort', () => resolve(false)));
  }
}

@IntegrationEvent({
  type: 'things.thing-changed',
  version: 1,
  aggregate: 'thing',
  subject: (e: ThingChanged) => e.id,
})
class ThingChanged {
  id!: string;
}

const database = { isActive: false, manager: { query: async () => [{ sequence: '1' }] } };
const outbox = new Outbox(
  database as unknown as UnitOfWork,
  { nudge: () => undefined },
  { service: 'things', messages: { largestBytes: 10_000, trustedPublishers: 'any' } },
  { seal: () => Promise.resolve() },
);

@Public('Who asks is no matter here.')
@Controller('things')
class ThingsController {
  @Get()
  @WaitsFor('things')
  list(): string[] {
    return [];
  }

  /** As if so many things had changed. */
  @Post(':count')
  async change(@Param('count') count: string): Promise<void> {
    const ids = Array.from({ length: Number(count) }, () => randomUUID());
    for (const id of ids) await outbox.recall(ThingChanged, id);
    if (ids.length === 3) throw new Error('after all, no');
  }
}

@Public('Who asks is no matter here.')
@Controller('others')
class MisspeltController {
  @Get()
  @WaitsFor('thinks')
  list(): string[] {
    return [];
  }
}

async function start(controller: Type, readModels = new NeverThere()) {
  const config = readConfig('things', NEEDED_SETTINGS);
  const app = await NestFactory.create<NestExpressApplication>(
    {
      ...httpOnly(config, controller),
      providers: [
        { provide: ServiceConfig, useValue: config },
        { provide: ReadModels, useValue: readModels },
      ],
    },
    { bodyParser: false, logger: false, abortOnError: false },
  );
  configureHttp(app, config);
  await app.listen(0, '127.0.0.1');
  return { app, readModels, http: new HttpClient(await app.getUrl(), 'nobody') };
}

const TOKEN = new ConsistencyToken(new Map([['/things/thing/1', 1]])).toString();

describe('@WaitsFor', () => {
  it('stops waiting when the client has gone, and never waits longer than 10 s', async () => {
    const { app, readModels, http } = await start(ThingsController);
    const gone = new AbortController();
    const headers = { 'consistency-token': TOKEN, prefer: 'wait=600' };
    const request = fetch(`${http.url}/things`, { headers, signal: gone.signal });
    const [wait] = await eventually(
      'the request to wait',
      () => readModels.waits.length > 0 && readModels.waits,
    );
    expect(wait).toMatchObject({ atMostMs: 10_000, signal: { aborted: false } });
    gone.abort();
    await expect(request).rejects.toThrow(/abort/);
    await eventually('the wait to end', () => wait?.signal.aborted);
    await app.close();
  });

  it('changes nothing for a request without a token', async () => {
    const { app, readModels, http } = await start(ThingsController);
    const { status, headers } = await http.get('/things', { headers: { prefer: 'wait=5' } });
    expect([status, headers.get('consistency'), headers.get('preference-applied')]).toEqual([
      200,
      null,
      null,
    ]);
    expect(readModels.waits).toEqual([]);
    await app.close();
  });

  it('stops the boot when it names a projection that there is not', async () => {
    Logger.overrideLogger(false);
    await expect(start(MisspeltController)).rejects.toThrow('"thinks" is no projection');
  });
});

describe('the answer to a command', () => {
  it.each([
    ['names what changed', 2, 201, 2],
    ['names nothing where nothing changed', 0, 201, undefined],
    ['names nothing where more changed than a header holds', 100, 201, undefined],
    ['names nothing when the command failed', 3, 500, undefined],
  ])('%s', async (_what, count, expected, streams) => {
    const { app, http } = await start(ThingsController);
    const { status, headers } = await http.post(`/things/${count}`);
    const token = headers.get('consistency-token');
    expect(status).toBe(expected);
    expect(token === null ? undefined : ConsistencyToken.parse(token).positions.size).toBe(streams);
    await app.close();
  });
});
