import 'reflect-metadata';
import { ConsoleLogger, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EventingHealth } from '../../../src';
import { BROKER, type Broker } from '../../../src/broker/broker';
import { createBroker } from '../../../src/broker/create-broker';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../../src/eventing.options';
import type { Asked, Questions, Report } from './conversation';
import { deadly } from './death';
import { settingsFromEnvironment, type ServiceSettings } from './settings';
import { Load } from './writer/load';

type Answers = { [Q in keyof Questions]: () => Questions[Q] | Promise<Questions[Q]> };

async function main(): Promise<void> {
  const settings = settingsFromEnvironment();
  const module = await Test.createTestingModule({
    imports: [await rootOf(settings)],
  })
    .setLogger(new ConsoleLogger({ colors: false, logLevels: ['log', 'warn', 'error', 'fatal'] }))
    .overrideProvider(BROKER)
    .useFactory({
      inject: [EVENTING_OPTIONS],
      factory: (options: ResolvedEventingOptions) => deadly(createBroker(options), settings.dieAt),
    })
    .compile();
  const app = module.createNestApplication();
  app.enableShutdownHooks(['SIGTERM'], { useProcessExit: true });
  await app.listen(0, '127.0.0.1');
  answerQuestions(app);
  report({ listening: (app.getHttpServer().address() as { port: number }).port });
}

/** Loaded only when it is the one: loading opens its database, and a process of version 1 knows nothing of version 2. */
async function rootOf({ service, version = 1 }: ServiceSettings): Promise<new () => object> {
  if (service === 'writer')
    return version === 1
      ? (await import('./writer/writer.module')).WriterModule
      : (await import('./writer/v2/writer-v2.module')).WriterV2Module;
  return version === 1
    ? (await import('./bookkeeper/bookkeeper.module')).BookkeeperModule
    : (await import('./bookkeeper/v2/bookkeeper-v2.module')).BookkeeperV2Module;
}

function answerQuestions(app: INestApplication): void {
  const load = () => app.get(Load, { strict: false });
  const answers: Answers = {
    state: () => app.get(EventingHealth).state(),
    traffic: () => app.get<Broker>(BROKER).counters(),
    counts: () => load().counts,
    quiet: async () => {
      await load().stop();
      return load().counts;
    },
  };
  process.on('message', (asked: Asked) => {
    Promise.resolve()
      .then(() => answers[asked.question]())
      .then(
        (answer) => report({ id: asked.id, answer }),
        (error: Error) => report({ id: asked.id, error: error.message }),
      );
  });
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}

// The test is gone, however it ended: nothing of it may stay.
process.on('disconnect', () => process.exit(3));

main().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(2);
});
