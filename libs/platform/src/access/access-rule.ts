import { applyDecorators, SetMetadata, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Role } from './roles';

/** Who may use a route: everybody, and why; or who has one of these roles. */
export type AccessRule = { public: string } | { roles: readonly Role[] };

const RULE = 'warren:access-rule';

/** Where the API's description names the roles of a route. */
export const ROLES_EXTENSION = 'x-roles';

/**
 * Everybody may use this route, without a token. Above a method, or above a class for all its methods.
 *
 * @param why it harms nobody; for the person who reviews it
 * @example @Public('Browsing the catalog needs no account.') @Get() list() {}
 */
export function Public(why: string): MethodDecorator & ClassDecorator {
  if (why.trim() === '') throw new TypeError('@Public() needs the reason why everybody may use the route.');
  return SetMetadata<string, AccessRule>(RULE, { public: why });
}

/**
 * Who has one of these roles may use this route. Above a method, or above a class for all its methods. Of a customer the method has to
 * ask whether the thing is theirs: see `Caller`.
 *
 * @example @Roles('customer', 'staff') @Get(':orderId') order(@CurrentCaller() caller: Caller) {}
 */
export function Roles(...roles: [Role, ...Role[]]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata<string, AccessRule>(RULE, { roles }),
    ApiBearerAuth(),
    ApiExtension(ROLES_EXTENSION, roles),
  );
}

/** The rules that are declared for a method: none, that of the method or of its class, or, by mistake, both. */
export function rulesOf(controller: Type | object, method: object): AccessRule[] {
  const found = [method, controller].map(
    (place) => Reflect.getMetadata(RULE, place) as AccessRule | undefined,
  );
  return found.filter((rule) => rule !== undefined);
}
