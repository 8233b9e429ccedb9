import { ProblemError } from '../http/problem';
import type { Role } from './roles';

/** 401, as RFC 6750 wants it. Without a reason, the request has shown no token at all. */
export class Unauthenticated extends ProblemError {
  /** @param reason the end of the sentence "The token …"; it repeats nothing that the token says */
  constructor(service: string, reason?: string, options: ErrorOptions = {}) {
    const told = reason === undefined ? 'The request needs a token' : `The token ${reason}`;
    const error = reason === undefined ? '' : `, error="invalid_token", error_description="${told}"`;
    const detail = `${told}. Send one that is good, as "Authorization: Bearer <token>".`;
    const headers = { 'WWW-Authenticate': `Bearer realm="${service}"${error}` };
    super(401, reason === undefined ? 'token-missing' : 'token-refused', detail, { ...options, headers });
  }
}

/** 403: who it is, is known, and they have none of the roles. */
export class RoleMissing extends ProblemError {
  constructor(service: string, roles: readonly Role[]) {
    const detail = `This needs the role ${roles.join(' or ')}, which the token does not have.`;
    const headers = {
      'WWW-Authenticate': `Bearer realm="${service}", error="insufficient_scope", error_description="${detail}"`,
    };
    super(403, 'role-missing', detail, { headers });
  }
}

/** 403: a customer deals with what is their own. */
export class NotYourOwn extends ProblemError {
  /** @param what "Orders are placed" */
  constructor(what: string) {
    super(403, 'not-your-own', `${what} for yourself only: the user must be the one that the token names.`);
  }
}

/** 503, and not 401: the token may be good, and who sent it need not get another one. */
export class KeysUnavailable extends ProblemError {
  constructor(cause: unknown) {
    super(
      503,
      'identity-provider-unavailable',
      'The keys of the identity provider cannot be read just now, and without them no token can be checked. Try it again shortly.',
      { cause },
    );
  }
}
