import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { invalidRequest } from '../http/validation';
import { readActor } from './actor';

const ACTOR_HEADER = 'X-Actor';

/**
 * The parameter of a route that changes something: who asks for it, from the header `X-Actor`. A request without it is
 * refused (400). The route says `@ApiHeader(ACTOR_DOCS)`.
 *
 * @example @Post(':id/discard') discard(@IdParam('id') id: string, @Actor() actor: string) {}
 */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const given = context.switchToHttp().getRequest<Request>().header(ACTOR_HEADER) ?? '';
  return readActor(given, (problem) =>
    invalidRequest([
      { field: ACTOR_HEADER, rule: 'isActor', detail: `the header ${ACTOR_HEADER} ${problem.slice(0, -1)}` },
    ]),
  );
});

export const ACTOR_DOCS = {
  name: ACTOR_HEADER,
  description: 'Who asks for this; kept with what was done.',
  required: true,
  example: 'ada@example.com',
};
