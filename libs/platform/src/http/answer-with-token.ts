import { Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { withConsistencyToken } from '@warren/eventing';
import { CONSISTENCY_TOKEN } from './consistency-headers';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Proxies and Node itself refuse answers with more headers than they like, often 8 KB of them. */
const LONGEST = 4_096;

/**
 * Puts a `Consistency-Token` on the answer to every command that has published something: with it a query can wait for
 * what the command did. A command that failed is answered without.
 */
export class AnswerWithToken implements NestInterceptor {
  private readonly logger = new Logger('Http');

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const { method, path } = context.switchToHttp().getRequest<Request>();
    if (SAFE_METHODS.includes(method)) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return from(this.answer(next, response, `${method} ${path}`));
  }

  private async answer(next: CallHandler, response: Response, what: string): Promise<unknown> {
    const { result, token } = await withConsistencyToken(() =>
      lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined }),
    );
    const text = token.toString();
    if (token.isEmpty || response.headersSent) return result;
    if (text.length <= LONGEST) response.setHeader(CONSISTENCY_TOKEN, text);
    else
      this.logger.debug(
        `${what} changed ${token.positions.size} aggregates: the ${CONSISTENCY_TOKEN} would be too long for a header.`,
      );
    return result;
  }
}
