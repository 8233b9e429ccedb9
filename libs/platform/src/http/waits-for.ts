import {
  applyDecorators,
  Injectable,
  mixin,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { ReadModels, type ConsistencyToken, type ProjectionReference } from '@warren/eventing';
import { CONSISTENCY, CONSISTENCY_TOKEN, readConsistencyToken } from './consistency-headers';
import { readPreferredWait } from './prefer';

/** Longer than a projection ever takes that is well, shorter than clients and proxies wait. */
const LONGEST_WAIT_S = 10;

const DESCRIPTIONS = {
  token: `What a command was answered with as \`${CONSISTENCY_TOKEN}\`; several are separated by commas. The answer says in \`${CONSISTENCY}\` whether it takes what those commands did into account.`,
  prefer: `\`wait=<seconds>\` (RFC 7240), together with \`${CONSISTENCY_TOKEN}\`: rather wait so long, ${LONGEST_WAIT_S} s at most, than get an answer that does not show it yet.`,
};

/**
 * Lets clients see what they have done: a request with the `Consistency-Token` of a command and with
 * `Prefer: wait=<seconds>` is dealt with once these projections show it, or when the time is up, with what is there then.
 * For queries, and for commands that look into a read model. Without those headers nothing changes. A name that no
 * projection of the service has stops the boot.
 *
 * @param projections all that the request is answered from, by class or name
 * @example
 * ```ts
 * @Get(':orderId')
 * @WaitsFor(OrderDetailsProjection)
 * order(@IdParam('orderId') orderId: string) { … }
 * ```
 */
export function WaitsFor(...projections: ProjectionReference[]): MethodDecorator {
  return applyDecorators(
    UseInterceptors(waitFor(projections)),
    ApiHeader({ name: CONSISTENCY_TOKEN, required: false, description: DESCRIPTIONS.token }),
    ApiHeader({ name: 'Prefer', required: false, description: DESCRIPTIONS.prefer, example: 'wait=5' }),
  );
}

function waitFor(projections: ProjectionReference[]): Type<NestInterceptor> {
  @Injectable()
  class WaitForReadModels implements NestInterceptor, OnModuleInit {
    constructor(private readonly readModels: ReadModels) {}

    onModuleInit(): void {
      projections.forEach((projection) => this.readModels.assertKnown(projection));
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<Request>();
      const response = context.switchToHttp().getResponse<Response>();
      const wait = readPreferredWait(request.header('prefer'));
      const token = readConsistencyToken(request.header(CONSISTENCY_TOKEN));
      response.vary(`Prefer, ${CONSISTENCY_TOKEN}`);
      if (token) await this.wait(token, wait, response);
      return next.handle();
    }

    /** Set before the query runs, so that they are also on a "not found". */
    private async wait(token: ConsistencyToken, wait: number | undefined, response: Response): Promise<void> {
      const seconds = Math.min(wait ?? 0, LONGEST_WAIT_S);
      const gone = new AbortController();
      const leave = () => gone.abort();
      response.once('close', leave);
      const limits = { atMostMs: seconds * 1_000, signal: gone.signal };
      const all = await Promise.all(
        projections.map((projection) => this.readModels.waitFor(projection, token, limits)),
      );
      response.off('close', leave);
      const caughtUp = all.every(Boolean);
      response.setHeader(CONSISTENCY, caughtUp ? 'caught-up' : 'behind');
      if (caughtUp && wait !== undefined) response.setHeader('Preference-Applied', `wait=${seconds}`);
    }
  }
  return mixin(WaitForReadModels);
}
