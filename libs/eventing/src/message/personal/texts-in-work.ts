import { Ambient } from '../../ambient';

const inWork = new Ambient<readonly string[]>();

/**
 * Runs `work`, of which no log line and no span may quote these texts.
 *
 * @param texts may grow while it runs: what a message says of a person is known once it was decrypted.
 */
export function withPersonalTexts<T>(texts: readonly string[], work: () => T): T {
  return inWork.run(texts, work);
}

/** What could be read of persons in the event that is being handled; nothing while none is. */
export function personalTextsInWork(): readonly string[] {
  return inWork.current ?? [];
}
