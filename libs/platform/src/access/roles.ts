/**
 * The roles that a token can carry; it may carry several, and none includes another. A customer deals with what is their own, staff
 * run the shop, operators run the services (`/ops`).
 */
export const ROLES = ['customer', 'staff', 'operator'] as const;

export type Role = (typeof ROLES)[number];

export function isRole(name: unknown): name is Role {
  return ROLES.includes(name as Role);
}
