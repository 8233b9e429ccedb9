import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Every key here is one of AES-256. */
export const KEY_BYTES = 32;

/** What a ciphertext is for, each part by itself: so put together, no two of them can be taken for each other. */
export type Binding = readonly (string | number)[];

/**
 * AES-256-GCM under a random nonce: nonce, ciphertext, tag. A random nonce of 96 bits is safe for 2^32 texts of one key (NIST SP
 * 800-38D), and no person's key and no master key comes near that.
 *
 * @param binding is not in it, and must be the same for it to be decrypted: it cannot be pasted anywhere else.
 */
export function encrypt(key: Buffer, plain: Buffer, binding: Binding): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bytesOf(binding));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when it was made with another key, for something else, or was changed since. */
export function decrypt(key: Buffer, sealed: Buffer, binding: Binding): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const tagAt = sealed.length - TAG_BYTES;
  // Without a length that is said here, Node would take a tag of four bytes for one.
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(bytesOf(binding));
  decipher.setAuthTag(sealed.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
  } catch {
    return undefined; // the only reason there is: the tag does not fit
  }
}

/** As JSON, whose quotes keep the parts apart whatever is in them. */
function bytesOf(binding: Binding): Buffer {
  return Buffer.from(JSON.stringify(binding));
}
