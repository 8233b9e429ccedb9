import { Injectable, Logger, Module } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  EventingModule,
  IdempotentHandler,
  IntegrationEvent,
  Outbox,
  Payload,
  runInMessageContext,
  UnitOfWork,
} from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { DatabaseModule } from '../../src/database/database.module';
import { ServiceLogger } from '../../src/logging/service-logger';
import { PlatformModule } from '../../src/platform.module';
import { startService, untilReady, type StartedService } from '../../src/testing';

jest.setTimeout(60_000);

@IntegrationEvent({ type: 'notes.noted', version: 1, aggregate: 'note', subject: (e: Noted) => e.id })
class Noted extends Payload<Noted> {
  @IsString() readonly id!: string;
}

@Injectable()
class ReadWhenNoted {
  private readonly logger = new Logger('Reader');

  @IdempotentHandler(Noted, { retry: { immediate: 1, delays: [] } })
  handle({ id }: Noted): Promise<void> {
    this.logger.log(`I read ${id}.`);
    return Promise.reject(new Error('cannot reach amqp://ada:hunter2hunter2@mq'));
  }
}

@Module({
  imports: [
    PlatformModule.forService('notes'),
    DatabaseModule.forEntities(),
    EventingModule.forService('notes', { relay: { pollMs: 50 } }),
  ],
  providers: [ReadWhenNoted],
})
class NotesModule {}

let service: StartedService;
const lines: string[] = [];

beforeAll(async () => {
  service = await startService(NotesModule, { name: 'notes', migrations: [] });
  await untilReady(service);
  Logger.overrideLogger(
    new ServiceLogger('notes', { LOG_FORMAT: 'json' }, { write: (line) => lines.push(line) }),
  );
});
afterAll(async () => {
  Logger.overrideLogger(false);
  await service?.stop();
});

const theLine = (about: string) =>
  eventually(`the line about ${about}`, () =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ message }) => String(message).includes(about)),
  );

it('what a handler logs, and what is logged about its failure, tells of which event, handler, correlation and trace', async () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const eventId = await runInMessageContext({ correlationId: 'noted-1', traceparent }, () =>
    service.app
      .get(UnitOfWork)
      .run(() => Promise.resolve(service.app.get(Outbox).publish(new Noted({ id: 'n' })))),
  );
  const ids = {
    service: 'notes',
    trace_id: 'a'.repeat(32),
    correlation_id: 'noted-1',
    event_id: eventId,
    handler: 'read-when-noted',
  };
  expect(await theLine('I read n.')).toMatchObject({ ...ids, level: 'info', context: 'Reader' });
  const parked = await theLine('Parked a message');
  expect(parked).toMatchObject({ ...ids, level: 'error', context: 'DeadLetters' });
  expect(parked.stack).toMatch(/amqp:\/\/ada:\*\*\*@mq\n +at /);
  expect(lines.join('')).not.toContain('hunter2');
});
