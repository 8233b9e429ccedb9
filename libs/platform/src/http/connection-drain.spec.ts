import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import {
  Controller,
  Get,
  Module,
  type BeforeApplicationShutdown,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { eventually } from '@warren/eventing/testing';
import { ConnectionDrain } from './connection-drain';

/** Something that happens when the test says so. */
class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
  reached = false;

  async pass(): Promise<void> {
    this.reached = true;
    await this.opened;
  }
}

let answering: Gate;
let draining: Gate;

@Controller()
class SlowController {
  @Get('slow')
  async slow(): Promise<string> {
    await answering.pass();
    return 'answered';
  }

  @Get('fast')
  fast(): string {
    return 'answered';
  }
}

class Draining implements BeforeApplicationShutdown {
  beforeApplicationShutdown(): Promise<void> {
    return draining.pass();
  }
}

@Module({ controllers: [SlowController], providers: [ConnectionDrain, Draining] })
class SlowModule {}

let app: INestApplication;
let url: string;
const agent = new Agent({ keepAlive: true });

beforeEach(async () => {
  [answering, draining] = [new Gate(), new Gate()];
  app = await NestFactory.create(SlowModule, { logger: false });
  app.getHttpServer().keepAliveTimeout = 60_000;
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterEach(() => agent.destroy());

async function ask(path: string): Promise<IncomingMessage> {
  const [response] = (await once(get(`${url}/${path}`, { agent }), 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

describe('a service that stops', () => {
  it('finishes the request that it is answering, and does not wait for what may follow on its connection', async () => {
    draining.open();
    const request = ask('slow');
    await eventually('the request to arrive', () => answering.reached);
    const closed = app.close();
    await eventually('the server to take no more connections', () => !app.getHttpServer().listening);
    answering.open();
    expect((await request).statusCode).toBe(200);
    await closed; // within the limit of a test, which is far shorter than keep-alive
  });

  it('still answers what comes in while it drains, and asks to be left alone afterwards', async () => {
    expect((await ask('fast')).headers.connection).toBe('keep-alive');
    const closed = app.close();
    await eventually('the service to begin draining', () => draining.reached);
    expect((await ask('fast')).headers.connection).toBe('close');
    draining.open();
    await closed;
  });
});
