import { lifted } from '../../message/upcaster';
import { refuse } from './check-at-the-door';
import type { Middleware } from './handling';

/** Lifts an event of an older version to the one that the handler takes, once what is personal in it can be read. */
export function readAsNewerVersion(): Middleware {
  return async (handling, next) => {
    const { reading, event } = handling;
    if (reading) handling.payload = refuse(() => lifted(reading, event.payload));
    await next();
  };
}
