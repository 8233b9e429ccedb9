/** By what a message is known that was sent round again: the dead letter it is of, and the how-manieth time it is. */
export interface RedriveMark {
  letter: string;
  /** Undefined for an event that a projection held meanwhile: which time it was is not kept with it. */
  drive: number | undefined;
}

const LETTER = 'x-warren-dead-letter';
const DRIVE = 'x-warren-drive';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Never fails: anyone may publish with any headers, and what makes no sense counts as absent. */
export function readRedriveMark(headers: Record<string, unknown> | undefined): RedriveMark | undefined {
  const letter = headers?.[LETTER];
  if (typeof letter !== 'string' || !UUID.test(letter)) return undefined;
  const drive = headers?.[DRIVE];
  return typeof drive === 'number' && Number.isInteger(drive) && drive > 0 ? { letter, drive } : undefined;
}

export function redriveHeaders(mark: RedriveMark | undefined): Record<string, unknown> {
  return mark ? { [LETTER]: mark.letter, [DRIVE]: mark.drive } : {};
}
