import { decrypt, encrypt } from './aead';

/** The place of a personal text: where alone its ciphertext can be read. */
export interface FieldPlace {
  /** The service whose event it is, and whose key. */
  owner: string;
  /** The person. */
  subject: string;
  /** Of the person's key. */
  version: number;
  /** The CloudEvents type. */
  type: string;
  /** Of the event. */
  eventId: string;
  /** From the event on: `lines.0.name`. */
  path: string;
}

/** Ciphertexts are as long as the next multiple of this: how long a name was is not left behind when the rest is forgotten. */
const BLOCK_BYTES = 32;
const END_OF_TEXT = 0x80;

/** Encrypts a text for its place. */
export function sealText(key: Buffer, text: string, place: FieldPlace): Buffer {
  return encrypt(key, padded(Buffer.from(text)), bindingOf(place));
}

/** Undefined when it was not made with this key, or not for this place, or was changed. */
export function openText(key: Buffer, sealed: Buffer, place: FieldPlace): string | undefined {
  const plain = decrypt(key, sealed, bindingOf(place));
  if (!plain) return undefined;
  return plain.subarray(0, plain.lastIndexOf(END_OF_TEXT)).toString();
}

function bindingOf({ owner, subject, version, type, eventId, path }: FieldPlace) {
  return ['personal field', owner, subject, version, type, eventId, path];
}

/** One byte that ends the text, and zeros (ISO/IEC 7816-4): the last such byte is that one, for only zeros follow it. */
function padded(text: Buffer): Buffer {
  const length = Math.ceil((text.length + 1) / BLOCK_BYTES) * BLOCK_BYTES;
  const block = Buffer.alloc(length);
  text.copy(block);
  block[text.length] = END_OF_TEXT;
  return block;
}
