import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { identityOf } from '../access/identity';

/**
 * The parameter of a route that changes something: who asks for it, as their token says. It is kept with what was done, so nobody may
 * choose it.
 *
 * @throws Error on a route that lets people in without a token: there is nobody to name.
 * @example @Post(':id/discard') discard(@IdParam('id') id: string, @Actor() actor: string) {}
 */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { caller } = identityOf(context.switchToHttp().getRequest<Request>());
  if (!caller) throw new Error('@Actor() needs a route with @Roles(…): nobody has said who asks.');
  return caller.subject;
});
