import { EventingError } from '../message/errors';
import { HIGHEST_LIMIT } from '../message/codec';

/** The limit for messages is none, or higher than what can be read. */
export class SizeLimitError extends EventingError {}

const UNITS: Record<string, number> = { kb: 1024, mb: 1024 * 1024 };

/**
 * Reads a size like `512kb` or `2mb`.
 *
 * @returns bytes; undefined when none is given.
 * @throws SizeLimitError when it is none, or above 8 MiB.
 */
export function bytesOf(size: string | undefined): number | undefined {
  if (!size) return undefined;
  const [, count, unit = ''] = /^([1-9]\d{0,6})(kb|mb)$/.exec(size.trim()) ?? [];
  const bytes = Number(count) * (UNITS[unit] ?? NaN);
  if (bytes <= HIGHEST_LIMIT) return bytes;
  throw new SizeLimitError(`MESSAGE_LIMIT must be a size like 512kb or 2mb, and 8mb at most, not "${size}".`);
}
