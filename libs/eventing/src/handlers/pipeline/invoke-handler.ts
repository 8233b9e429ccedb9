import type { Middleware } from './handling';

/** Calls the method that carries the decorator. */
export function invokeHandler(): Middleware {
  return async ({ handler, event: { envelope, payload }, attempt }) => {
    await handler.handle(payload, { envelope, consumer: handler.name, attempt });
  };
}
