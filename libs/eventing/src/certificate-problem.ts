/** What may be wrong with the certificate that a server shows. */
export type CertificateProblem = 'unknown authority' | 'other name' | 'not valid now';

const PROBLEMS: Record<string, CertificateProblem> = {
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown authority',
  CERT_SIGNATURE_FAILURE: 'unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other name',
  CERT_HAS_EXPIRED: 'not valid now',
  CERT_NOT_YET_VALID: 'not valid now',
};

/**
 * Why Node.js does not trust a server, for who tells a person what to do about it.
 *
 * @param code of the error with which a connection failed.
 * @returns undefined when its certificate is not the reason.
 * @example if (certificateProblemOf(error.code) === 'other name') …
 */
export function certificateProblemOf(code: string): CertificateProblem | undefined {
  return Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
}
