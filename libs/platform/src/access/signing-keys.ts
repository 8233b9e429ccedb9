import { Injectable, Logger } from '@nestjs/common';
import {
  createRemoteJWKSet,
  errors,
  type CryptoKey,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
} from 'jose';
import ms from 'ms';
import { ServiceConfig } from '../config/service-config';
import { KeysUnavailable } from './refusals';

/** Requests wait for it. */
const ANSWERS_WITHIN_MS = 3_000;

/** What says something about the token, not about the identity provider. */
const FAULTS_OF_TOKENS = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
  errors.JOSEAlgNotAllowed,
];

/**
 * The public keys of the identity provider. They are read when the first token comes, again when they are too old, and when a token
 * names one that is not among them: a new key needs no restart, and one that was withdrawn is soon refused.
 */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger('Access');
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private failure: string | undefined;

  constructor(config: ServiceConfig) {
    this.remote = createRemoteJWKSet(new URL(config.AUTH_JWKS_URL), {
      cacheMaxAge: ms(config.AUTH_JWKS_MAX_AGE),
      cooldownDuration: ms(config.AUTH_JWKS_COOLDOWN),
      timeoutDuration: ANSWERS_WITHIN_MS,
    });
  }

  /** Why they could not be read when it was tried last; undefined when they were, or nobody has asked yet. */
  get trouble(): string | undefined {
    return this.failure;
  }

  /** @throws KeysUnavailable, and what jose throws for a token that names no such key. */
  readonly find = async (header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> => {
    try {
      const key = await this.remote(header, token);
      this.failure = undefined;
      return key;
    } catch (error) {
      if (FAULTS_OF_TOKENS.some((fault) => error instanceof fault)) {
        this.failure = undefined;
        throw error;
      }
      throw this.unavailable(error);
    }
  };

  /** Told once, not for every request that it befalls. */
  private unavailable(error: unknown): KeysUnavailable {
    const reason = reasonOf(error);
    if (this.failure === undefined)
      this.logger.error(
        `The keys at AUTH_JWKS_URL cannot be read, requests with a token are answered 503: ${reason}`,
      );
    this.failure = reason;
    return new KeysUnavailable(error);
  }
}

/** `fetch` says no more than "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
