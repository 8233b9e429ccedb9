import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CORRELATION_HEADER } from './correlation';
import { PROBLEM_JSON, ProblemError } from './problem';
import { problemOf } from './problem-of';

/** Answers every error with `application/problem+json`, and logs those that are the service's own fault. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error; // messages have ways of their own to fail
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = problemOf(error);
    const correlationId = response.getHeader(CORRELATION_HEADER)?.toString();
    if (problem.status >= 500) this.logger.error(`${request.method} ${request.path} failed`, error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.status === 503) response.setHeader('Retry-After', '5');
    if (error instanceof ProblemError) response.set(error.headers);
    response
      .status(problem.status)
      .type(PROBLEM_JSON)
      .send(JSON.stringify({ ...problem, instance: request.path, correlationId }));
  }
}
