import { hostname, userInfo } from 'node:os';
import { Option } from 'nest-commander';
import { readActor } from '../actor';
import { OperationCommand } from './operation-command';
import { UsageError } from './usage-error';

/** Set to `no` by `npx warren` when nobody has said which services are meant. */
const SERVICE_CHOSEN = 'WARREN_SERVICE_CHOSEN';

/** Who does it, where nobody says so. */
const ACTOR = 'WARREN_ACTOR';

export interface ChangingOptions {
  actor?: string;
}

/** A command that changes something: it is done in services that somebody has named, and who did it is recorded. */
export abstract class ChangingCommand<
  Result,
  Options extends ChangingOptions = ChangingOptions,
> extends OperationCommand<Result, Options> {
  @Option({
    flags: '--actor <who>',
    description: `Who does this, for the record (default: ${ACTOR} of the environment, else the user of this process)`,
  })
  actor(who: string): string {
    return readActor(who, (problem) => new UsageError(`--actor ${problem}`));
  }

  override async run(parameters: string[], options: Options): Promise<void> {
    if (process.env[SERVICE_CHOSEN] === 'no')
      throw new UsageError(
        'This changes something: say where, with --service orders (or orders,payments, or all).',
      );
    await super.run(parameters, options);
  }

  /** Who is to be recorded. */
  protected actorOf({ actor }: Options): string {
    if (actor !== undefined) return actor;
    const named = process.env[ACTOR]?.trim();
    return named ? readActor(named, (problem) => new UsageError(`${ACTOR} ${problem}`)) : userOfProcess();
  }
}

/** In a container the user may have a number and no name. */
function userOfProcess(): string {
  const number = process.getuid?.();
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SYSTEM_ERROR') throw error;
    return `user ${number ?? 'unknown'}@${hostname()}`;
  }
}
