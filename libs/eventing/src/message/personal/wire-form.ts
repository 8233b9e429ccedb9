/**
 * What stands for a personal text once its person was forgotten: in events, and in read models that were made of them.
 *
 * @see isForgotten
 */
export const FORGOTTEN = '(forgotten)';

/** The same on the wire, published after the person was forgotten: there is nothing to decrypt. */
export const FORGOTTEN_ON_WIRE = 'personal:forgotten';

/** `personal:1:<version of the key>:<nonce, ciphertext and tag in base64url>`; the 1 is the version of this form. */
const SEALED = /^personal:1:([1-9]\d{0,8}):([\w-]{38,})$/;

/**
 * Whether a text, of an event or of a read model, is what is left of somebody's data after the person was forgotten.
 *
 * @example if (isForgotten(user.email)) return; // there is nobody to write to
 */
export function isForgotten(text: unknown): boolean {
  return text === FORGOTTEN;
}

/** A ciphertext on the wire. */
export interface SealedText {
  /** Of the person's key. */
  version: number;
  /** Nonce, ciphertext and tag. */
  bytes: Buffer;
}

export function sealedText({ version, bytes }: SealedText): string {
  return `personal:1:${version}:${bytes.toString('base64url')}`;
}

/** Undefined for whatever is not a ciphertext: the text of a producer that does not encrypt, say. */
export function readSealedText(value: unknown): SealedText | undefined {
  const [, version, bytes] = (typeof value === 'string' && SEALED.exec(value)) || [];
  if (version === undefined || bytes === undefined) return undefined;
  return { version: Number(version), bytes: Buffer.from(bytes, 'base64url') };
}

/** Whether a value is as it travels, so that no rule of a contract says anything of it. */
export function isUnreadableOnWire(value: unknown): boolean {
  return value === FORGOTTEN_ON_WIRE || readSealedText(value) !== undefined;
}
