import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller } from './caller';
import { identityOf } from './identity';

/**
 * Who sends the request. Undefined on a `@Public()` route for who sends no token, or none that is good.
 *
 * @example @Roles('customer', 'staff') @Get() list(@CurrentCaller() caller: Caller) {}
 */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined => {
    return identityOf(context.switchToHttp().getRequest<Request>()).caller;
  },
);
