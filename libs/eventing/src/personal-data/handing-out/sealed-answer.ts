import { createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { decrypt, encrypt, KEY_BYTES } from '../cipher/aead';

/** A key pair for one question: when it is answered the private part is gone, and with it all that was sealed for it. */
export interface QuestionKeys {
  /** X25519, the 32 bytes in base64url. */
  publicKey: string;
  privateKey: KeyObject;
}

/** Who asks whom, in which question: an answer fits no other. */
export interface QuestionContext {
  asker: string;
  owner: string;
  /** Of the question. */
  id: string;
}

/** What is on the wire: readable only by who has the private part of the question's key pair. */
export interface SealedAnswer {
  /** Made for this answer; its private part is gone when the answer is written. */
  publicKey: string;
  sealed: string;
}

export function newQuestionKeys(): QuestionKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: publicKey.export({ format: 'jwk' }).x as string, privateKey };
}

/**
 * X25519 between two key pairs that are used once, HKDF-SHA-256, AES-256-GCM.
 *
 * @param to the public key of the question
 * @throws Error when that is no such key.
 */
export function sealAnswer(plain: string, to: string, context: QuestionContext): SealedAnswer {
  const own = newQuestionKeys();
  const key = agree(own.privateKey, to, [to, own.publicKey], context);
  const sealed = encrypt(key, Buffer.from(plain), bindingOf(context));
  return { publicKey: own.publicKey, sealed: sealed.toString('base64url') };
}

/** Undefined when it was not sealed for this question, or was changed. */
export function openAnswer(
  { publicKey, sealed }: SealedAnswer,
  asked: QuestionKeys,
  context: QuestionContext,
): string | undefined {
  const key = agree(asked.privateKey, publicKey, [asked.publicKey, publicKey], context);
  return decrypt(key, Buffer.from(sealed, 'base64url'), bindingOf(context))?.toString();
}

/** Both public keys go into it: without them, different pairs could lead to the same key. */
function agree(own: KeyObject, other: string, publicKeys: string[], context: QuestionContext): Buffer {
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: other }, format: 'jwk' });
  const shared = diffieHellman({ privateKey: own, publicKey });
  const info = JSON.stringify([...bindingOf(context), ...publicKeys]);
  return Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(0), info, KEY_BYTES));
}

function bindingOf({ asker, owner, id }: QuestionContext): string[] {
  return ['keys of persons', asker, owner, id];
}
