import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartError } from './start-error';

/**
 * Asks before the service begins to consume: a process that cannot stay should not take messages.
 *
 * @throws StartError that names the variable to change, when the port cannot be had.
 */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port);
    await once(probe, 'listening');
  } catch (error) {
    throw explainPort(error, port);
  }
  probe.close();
  await once(probe, 'close');
}

/** What went wrong with listening, in words, where there are better ones. */
export function explainPort(error: unknown, port: number): unknown {
  const advice = `set PORT to a free port, for example PORT=${(port % 1_000) + 4_000}.`;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new StartError(`Port ${port} is taken by another process. Stop that one, or ${advice}`, {
        cause: error,
      });
    case 'EACCES':
      return new StartError(
        `Port ${port} may not be used by this user. Run the service with the right to, or ${advice}`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}
