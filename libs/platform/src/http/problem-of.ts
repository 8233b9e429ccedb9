import { HttpException } from '@nestjs/common';
import { BrokerUnavailableError, isDatabaseAway, isLockTimeout } from '@warren/eventing';
import { plainProblem, ProblemError, type Problem } from './problem';

/** The answer to an error, of which nothing that is internal may show. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof HttpException) return plainProblem(error.getStatus(), detailOf(error));
  if (isDatabaseAway(error)) return UNAVAILABLE.problem;
  if (isLockTimeout(error)) return BUSY.problem;
  if (error instanceof BrokerUnavailableError) return BROKER_AWAY.problem;
  return statusMeantForClients(error) ?? UNEXPECTED.problem;
}

const UNAVAILABLE = new ProblemError(
  503,
  'temporarily-unavailable',
  'The service cannot reach its database just now. Try it again shortly. If this request was to change something, it may or may not have happened: look before you repeat it, or repeat it with the Idempotency-Key it had.',
);

const BUSY = new ProblemError(
  503,
  'busy',
  'Somebody else has had this locked for too long. Nothing has happened; try it again shortly.',
);

/** Only what people do to the broker itself needs it: commands are taken without. */
const BROKER_AWAY = new ProblemError(
  503,
  'broker-unavailable',
  'The service cannot reach RabbitMQ just now, which this needs. GET /health/ready tells when it is back.',
);

const UNEXPECTED = new ProblemError(
  500,
  'internal-error',
  'Something went wrong inside the service. The correlation id finds it in the log.',
);

function detailOf(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'string' ? response : (response as { message?: unknown }).message;
  return Array.isArray(message) ? message.join('; ') : typeof message === 'string' ? message : error.message;
}

/** Express and its middleware mark errors that a client may see, such as a request that was cut off. */
function statusMeantForClients(error: unknown): Problem | undefined {
  const { status, expose, message } = (error ?? {}) as {
    status?: number;
    expose?: boolean;
    message?: string;
  };
  return expose && status && status >= 400 && status < 500 ? plainProblem(status, message) : undefined;
}
