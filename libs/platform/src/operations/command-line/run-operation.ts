import { Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CommandRunnerModule, CommandRunnerService } from 'nest-commander';
import { readConfig } from '../../config/service-config';
import { settingsOf } from '../../config/settings-of-services';
import type { Migration } from '../../database/schema';
import { knownSecrets } from '../../logging/redaction/known-secrets';
import { OperatingModule } from '../operating';
import { CommandLineModule } from './command-line.module';
import { OperationSession } from './operation-session';
import { formFor, Output } from './output';
import { StderrLogger } from './stderr-logger';
import { StrictCommander } from './strict-commander';
import { UsageError } from './usage-error';

/** Set by `npx warren`: what people have typed. */
const CALLED_AS = 'WARREN_CALLED_AS';

export interface OperatedService {
  name: string;
  /** Those of the eventing included. */
  migrations: Migration[];
}

/**
 * Runs one operation on the command line: `node main.js ops outbox status`. The service's modules are put together, and
 * that is all: none of its hooks is called, so that it consumes, relays, sends and declares nothing.
 *
 * @param args what comes after `ops`
 * @returns what the process is to end with; what went wrong has been said.
 */
export async function runOperation(module: Type, service: OperatedService, args: string[]): Promise<number> {
  Logger.overrideLogger(new StderrLogger(service.name));
  const output = new Output(formFor(args));
  try {
    knownSecrets.learn(readConfig(service.name, process.env, settingsOf(service.name)));
    await run(await assemble(module, service, output), args);
  } catch (error) {
    if (error instanceof UsageError) output.error('usage', error.message);
    else output.error('failed', wordsFor(error));
  }
  return output.exitCode;
}

/** Nest calls the hooks on `init` and `listen`, and on neither is called here. */
async function assemble(
  module: Type,
  { migrations }: OperatedService,
  output: Output,
): Promise<NestExpressApplication> {
  const imports = [OperatingModule.forCommandLine(), module, CommandLineModule.with(output, migrations)];
  const rethrow = (error: Error) => {
    throw error;
  };
  const root = CommandRunnerModule.forModule(
    { module: OperationRoot, imports },
    { serviceErrorHandler: rethrow },
  );
  return NestFactory.create<NestExpressApplication>(root, { bodyParser: false, abortOnError: false });
}

class OperationRoot {}

async function run(app: NestExpressApplication, args: string[]): Promise<void> {
  const runner = app.get(CommandRunnerService);
  const commander = app.get(StrictCommander);
  try {
    await runner.onModuleInit(); // its own hook, and the only one: it finds the commands
    commander.tighten(process.env[CALLED_AS] ?? 'ops');
    await runner.run(['node', 'ops', ...args]);
  } catch (error) {
    const translated = commander.translate(error as Error);
    if (translated) throw translated;
  } finally {
    await app.get(OperationSession).close();
  }
}

/** Errors that are made for people carry a message alone; of any other the stack goes to the log. */
function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  new Logger('Operations').debug(error.stack);
  return error.message || error.name;
}
