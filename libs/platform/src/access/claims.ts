import type { JWTPayload } from 'jose';
import { isRole, type Role } from './roles';

/**
 * A claim by its name, or by its path: `roles`, `realm_access.roles` (Keycloak), `https://shop.example/roles` (Auth0: a name with dots).
 */
export function claimAt(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((inner, name) => {
    const isObject = typeof inner === 'object' && inner !== null;
    return isObject && Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined;
  }, claims);
}

/** Those that mean something here, of a list or of words with spaces between. */
export function rolesIn(claim: unknown): Role[] {
  const names: unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return names.filter(isRole);
}
