import type { Request } from 'express';
import type { Caller } from './caller';

/** What is known of who sends a request. */
export interface Identity {
  caller?: Caller;
  /** Why there is no caller: no token, one that is no good, or nobody can tell. */
  refusal?: Error;
}

const IDENTITIES = new WeakMap<Request, Identity>();

export function noteIdentity(request: Request, identity: Identity): void {
  IDENTITIES.set(request, identity);
}

export function identityOf(request: Request): Identity {
  return IDENTITIES.get(request) ?? {};
}
