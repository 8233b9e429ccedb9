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
        return next(new ProblemError(400, 'malformed-body', `The body is not valid JSON: ${message}.`));
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
