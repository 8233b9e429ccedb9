import { invalidRequest } from './validation';

/** `wait`, `wait=5`, `wait = "5"`; parameters after a semicolon say nothing about it. */
const PREFERENCE = /^([^=;\s]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;\s]*))?\s*(?:;.*)?$/s;
const SECONDS = /^\d{1,9}$/;

/**
 * For how many seconds a client would rather wait than get an answer that is not complete: `Prefer: wait=5` (RFC 7240).
 * Other preferences are ignored, as the RFC asks; of several waits the first counts.
 *
 * @returns undefined when the client has no such preference.
 * @throws ProblemError when the wait is not a whole number of seconds.
 */
export function readPreferredWait(header: string | undefined): number | undefined {
  const wait = split(header ?? '')
    .map((preference) => PREFERENCE.exec(preference))
    .find((parts) => parts?.[1]?.toLowerCase() === 'wait');
  if (!wait) return undefined;
  const seconds = wait[2]?.replace(/^"(.*)"$/s, '$1') ?? '';
  if (SECONDS.test(seconds)) return Number(seconds);
  const detail = 'The header Prefer must give wait in whole seconds, for example wait=5';
  throw invalidRequest([{ field: 'Prefer', rule: 'isPreferredWait', detail }]);
}

/** At its commas, those in quotes excepted. */
function split(header: string): string[] {
  const parts = header.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/gs) ?? [];
  return parts.map((part) => part.trim());
}
