import { isUtf8 } from 'node:buffer';
import type { NextFunction, Request, Response } from 'express';
import { ProblemError } from './problem';

/** Refuses a body that is not JSON, which Express would pass over in silence, as if none had been sent. */
export function refuseOtherThanJson(request: Request, _response: Response, next: NextFunction): void {
  const isEmpty = request.header('content-length') === '0';
  if (isEmpty || request.is(['json', '+json']) !== false) return next();
  const given = request.header('content-type') ?? 'none';
  next(
    new ProblemError(
      415,
      'unsupported-media-type',
      `The body must be JSON: send it with the header "Content-Type: application/json" (it was: ${given}).`,
    ),
  );
}

/** Marks, for {@link explainBodyErrors}, a body of which a part would silently become other text. */
const NOT_UTF8 = 'warren.not-utf-8';

/**
 * For the body parser, which would put U+FFFD in place of every byte that it cannot read, and go on. JSON between systems
 * is UTF-8 (RFC 8259), whatever else a header promises.
 */
export function refuseOtherThanUtf8(
  _request: unknown,
  _response: unknown,
  body: Buffer,
  charset: string,
): void {
  if (charset !== 'utf-8')
    throw Object.assign(new Error(`unsupported charset "${charset.toUpperCase()}"`), {
      status: 415,
      type: 'charset.unsupported',
    });
  if (!isUtf8(body))
    throw Object.assign(new Error('The body is not UTF-8.'), { status: 400, type: NOT_UTF8 });
}

/** Puts what the body parser found wrong into words for the sender. */
export function explainBodyErrors(limit: string) {
  return (error: unknown, _request: Request, _response: Response, next: NextFunction): void => {
    const { type, message } = error as { type?: string; message?: string };
    switch (type) {
      case 'entity.parse.failed':
        return next(new ProblemError(400, 'malformed-body', whyNotParsed(error, message)));
      case NOT_UTF8:
        return next(new ProblemError(400, 'malformed-body', 'The body is not UTF-8. Encode it as UTF-8.'));
      case 'entity.too.large':
        return next(
          new ProblemError(
            413,
            'body-too-large',
            `The body is larger than ${limit}, which is the most this service takes.`,
          ),
        );
      case 'encoding.unsupported':
      case 'charset.unsupported':
        return next(
          new ProblemError(415, 'unsupported-media-type', `The body cannot be read: ${message}. Send UTF-8.`),
        );
      default:
        return next(error);
    }
  };
}

/** Express takes objects and lists alone, and says of any other JSON that it is none. */
function whyNotParsed(error: unknown, message: string | undefined): string {
  const { body } = error as { body?: unknown };
  return typeof body === 'string' && isJson(body)
    ? 'The body is JSON, but it must be an object.'
    : `The body is not valid JSON: ${message}.`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
