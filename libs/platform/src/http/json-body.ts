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

/** Puts what the body parser found wrong into words for the sender. */
export function explainBodyErrors(limit: string) {
  return (error: unknown, _request: Request, _response: Response, next: NextFunction): void => {
    const { type, message } = error as { type?: string; message?: string };
    switch (type) {
      case 'entity.parse.failed':
        return next(new ProblemError(400, 'malformed-body', whyNotParsed(error, message)));
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
