import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ProblemError } from '@warren/platform';

/** The header `Idempotency-Key`, if it was sent. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readIdempotencyKey(context.switchToHttp().getRequest<Request>().headersDistinct['idempotency-key']),
);

/**
 * Takes it with the quotes that the IETF draft asks for, and, as many send it, without.
 *
 * @param values as they were sent: Node joins those of a header that came twice to a key which nobody sent
 * @throws ProblemError when it is no key, or more than one.
 */
export function readIdempotencyKey(values: readonly string[] | undefined): string | undefined {
  const [header, ...more] = values ?? [];
  if (header === undefined) return undefined;
  if (more.length > 0)
    throw refusal(`The header Idempotency-Key was sent ${more.length + 1} times. Send it once`);
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw refusal('The header Idempotency-Key must be 1 to 255 printable ASCII characters, for example a UUID');
}

function refusal(detail: string): ProblemError {
  return new ProblemError(400, 'invalid-request', `${detail}.`, {
    errors: [{ field: 'Idempotency-Key', rule: 'isIdempotencyKey', detail }],
  });
}
