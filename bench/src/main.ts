import 'reflect-metadata';
import { connect } from 'amqplib';
import { DataSource } from 'typeorm';
import { measureConsuming } from './consuming';
import { measureLatency } from './latency';
import { describeMachine } from './machine';
import { medianOf } from './median';
import { measureDrain } from './relay-drain';
import { Report } from './report';
import { compareWatched } from './watching/compare';
import { RABBITMQ_URL } from './workplace';

const quick = process.argv.includes('--quick');

async function main(): Promise<void> {
  const report = new Report(await machine());
  const turns = quick ? 1 : 5;
  const [few, many, toFold, toHandle] = quick
    ? [5_000, 20_000, 20_000, 5_000]
    : [20_000, 500_000, 100_000, 20_000];
  report.drain(await medianOf(turns, () => measureDrain(few)));
  report.drain(await measureDrain(many));
  report.projection(await medianOf(turns, () => measureConsuming('projection', toFold)));
  report.handler(await medianOf(turns, () => measureConsuming('handler', toHandle)));
  report.latency(await measureLatency(quick ? 5 : 30));
  await compareWatched(quick, (result) => report.watching(result));
  report.print();
}

async function machine(): Promise<string> {
  const database = new DataSource({
    type: 'postgres',
    url: process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  });
  await database.initialize();
  const broker = await connect(RABBITMQ_URL);
  try {
    return await describeMachine(database, String(broker.connection.serverProperties.version));
  } finally {
    await broker.close();
    await database.destroy();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
