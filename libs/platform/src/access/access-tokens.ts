import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import ms from 'ms';
import { ServiceConfig } from '../config/service-config';
import { Caller } from './caller';
import { claimAt, rolesIn } from './claims';
import { DEVELOPMENT_KEY } from './development-issuer';
import { KeysUnavailable, Unauthenticated } from './refusals';
import { SigningKeys } from './signing-keys';

/** Signatures of a private key alone: with a shared secret (HS256), whoever checks tokens could make them. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** One line, of what can be written down and read by people: it is kept with what they did. */
const SUBJECT = /^[\p{L}\p{N}\p{P}\p{S}]{1,200}$/u;

/** Reads bearer tokens: JWTs of the issuer, for this audience, signed with one of its keys, and neither too old nor too new. */
@Injectable()
export class AccessTokens {
  private readonly options: JWTVerifyOptions;

  constructor(
    private readonly config: ServiceConfig,
    private readonly keys: SigningKeys,
  ) {
    this.options = {
      issuer: config.AUTH_ISSUER,
      audience: config.AUTH_AUDIENCE,
      algorithms: ALGORITHMS,
      clockTolerance: ms(config.AUTH_CLOCK_TOLERANCE) / 1_000,
      requiredClaims: ['exp'],
    };
  }

  /**
   * @throws Unauthenticated when it is no good: why
   * @throws KeysUnavailable when nobody can tell
   */
  async callerOf(token: string): Promise<Caller> {
    return this.read(await this.verified(token));
  }

  private async verified(token: string): Promise<JWTPayload> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys.find, this.options);
      if (this.config.isProduction) this.refuseDevelopmentKey(protectedHeader.kid);
      return payload;
    } catch (error) {
      if (error instanceof KeysUnavailable || error instanceof Unauthenticated) throw error;
      throw this.refused(whyRefused(error), error);
    }
  }

  /** Who makes a token chooses what is in its header: one that names no key may be signed with any that is published. */
  private refuseDevelopmentKey(key: string | undefined): void {
    if (key === undefined) throw this.refused('does not name the key that it is signed with (kid)');
    if (key.startsWith(DEVELOPMENT_KEY)) throw this.refused('is one of the development issuer');
  }

  private read(claims: JWTPayload): Caller {
    const { AUTH_SUBJECT_CLAIM, AUTH_ROLES_CLAIM } = this.config;
    const subject = claimAt(claims, AUTH_SUBJECT_CLAIM);
    if (typeof subject !== 'string' || !SUBJECT.test(subject))
      throw this.refused(`does not say who it is for, in its claim '${AUTH_SUBJECT_CLAIM}'`);
    const roles = rolesIn(claimAt(claims, AUTH_ROLES_CLAIM));
    const isCustomer = roles.includes('customer');
    if (isCustomer && !isUUID(subject, 'loose'))
      throw this.refused(
        `is a customer's, whose claim '${AUTH_SUBJECT_CLAIM}' must be the id of a user, which is a UUID`,
      );
    return new Caller(
      isCustomer ? subject.toLowerCase() : subject,
      roles,
      new Date((claims.exp ?? 0) * 1_000),
    );
  }

  private refused(reason: string, cause?: unknown): Unauthenticated {
    return new Unauthenticated(this.config.service, reason, { cause });
  }
}

/** What its owner can do something about; of what was forged, no more than that it is no good. */
function whyRefused(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return REASONS[error.claim] ?? `lacks '${error.claim}'`;
  if (error instanceof errors.JWKSNoMatchingKey) return 'is signed with a key that nobody knows';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'is signed in a way that is not accepted';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'has a signature that is wrong';
  return 'cannot be read';
}

const REASONS: Record<string, string> = {
  iss: 'is from another issuer',
  aud: 'is for another audience',
  nbf: 'is not valid yet',
  exp: 'does not say when it ends',
};
