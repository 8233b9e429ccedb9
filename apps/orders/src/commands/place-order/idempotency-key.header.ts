import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ProblemError } from '@warren/platform';

/** The header `Idempotency-Key`, if it was sent. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readIdempotencyKey(context.switchToHttp().getRequest<Request>().header('idempotency-key')),
);

/**
 * Takes it with the quotes that the IETF draft asks for, and, as many send it, without.
 *
 * @throws ProblemError when it is no key.
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const detail = 'The header Idempotency-Key must be 1 to 255 printable ASCII characters, for example a UUID';
  throw new ProblemError(400, 'invalid-request', `${detail}.`, {
    errors: [{ field: 'Idempotency-Key', rule: 'isIdempotencyKey', detail }],
  });
}
