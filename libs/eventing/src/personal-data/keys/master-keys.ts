import { createHash } from 'node:crypto';
import { decrypt, encrypt, KEY_BYTES } from '../cipher/aead';
import { MasterKeyError } from '../personal-data.errors';

/** A person's key, and which of that person's it is. */
export interface PersonalKey {
  owner: string;
  subject: string;
  version: number;
  key: Buffer;
}

/** The same as it is stored: encrypted by a master key. */
export interface WrappedKey extends Omit<PersonalKey, 'key'> {
  masterId: string;
  wrapped: Buffer;
}

const ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
const EXAMPLE = `PERSONAL_DATA_KEYS=2026-01:$(openssl rand -base64 32)`;

/** Known to everybody: it is in the source. */
const FOR_DEVELOPMENT = createHash('sha256').update('warren: personal data in development').digest();
const DEVELOPMENT = 'development';

/** Keys that encrypt the keys of persons in this service's database. The first is used; all of them are understood. */
export class MasterKeys {
  private constructor(private readonly keys: ReadonlyMap<string, Buffer>) {}

  /**
   * @param setting `id:base64,id:base64`, 32 bytes each; undefined for a development.
   * @throws MasterKeyError when it cannot be read; and in production when it is absent, or is that of developments.
   */
  static read(setting: string | undefined, isProduction: boolean): MasterKeys {
    const keys = setting === undefined ? new Map([[DEVELOPMENT, FOR_DEVELOPMENT]]) : parse(setting);
    const isPublic = [...keys.values()].some((key) => key.equals(FOR_DEVELOPMENT));
    if (!isProduction || !isPublic) return new MasterKeys(keys);
    throw new MasterKeyError(
      'The key that encrypts the keys of persons is that of developments, which everybody knows, and this is production ' +
        `(NODE_ENV is neither development nor test). Set one of your own, another for each service: ${EXAMPLE}`,
    );
  }

  /** The id of the one that new keys are wrapped with. */
  get current(): string {
    return [...this.keys.keys()][0] as string;
  }

  wrap(key: PersonalKey): WrappedKey {
    const { owner, subject, version } = key;
    const masterId = this.current;
    const wrapped = encrypt(this.keys.get(masterId) as Buffer, key.key, bindingOf(key));
    return { owner, subject, version, masterId, wrapped };
  }

  /** @throws MasterKeyError when its master key is not among them (any more), or it is not what was wrapped. */
  unwrap({ masterId, wrapped, owner, subject, version }: WrappedKey): PersonalKey {
    const master = this.keys.get(masterId);
    if (!master)
      throw new MasterKeyError(
        `The key of a person of ${owner} is encrypted by the master key "${masterId}", which PERSONAL_DATA_KEYS does not have (any more). ` +
          'Add it at the end, then have all keys wrapped anew: personal-data rewrap.',
      );
    const key = decrypt(master, wrapped, bindingOf({ owner, subject, version }));
    if (key?.length === KEY_BYTES) return { owner, subject, version, key };
    throw new MasterKeyError(
      `The key of a person of ${owner} was not wrapped by the master key "${masterId}" of this service as it is set now, or was changed in ` +
        'eventing.personal_keys.',
    );
  }
}

function bindingOf({ owner, subject, version }: Omit<PersonalKey, 'key'>) {
  return ['personal key', owner, subject, version];
}

function parse(setting: string): Map<string, Buffer> {
  const keys = new Map<string, Buffer>();
  for (const [index, one] of setting.split(',').entries()) {
    const [id = '', text = '', ...rest] = one.trim().split(':');
    const key = Buffer.from(text, 'base64');
    // Never the text itself: it is a secret, even where it is wrong.
    if (!ID.test(id) || rest.length > 0 || key.length !== KEY_BYTES || keys.has(id))
      throw new MasterKeyError(
        `PERSONAL_DATA_KEYS: part ${index + 1} is not <id>:<32 bytes in base64> with an id of its own (lower-case letters, digits ` +
          `and hyphens). Example: ${EXAMPLE}`,
      );
    keys.set(id, key);
  }
  return keys;
}
