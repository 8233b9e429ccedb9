import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { isAskedByMachines } from '../http/asked-by-machines';

const logger = new Logger('Http');

/**
 * A line for each request that was answered, or whose client went away before. Not for those that are asked every few seconds
 * by machines. Why a request failed is told by the line of its error, which has the same ids.
 */
export function logAccess(request: Request, response: Response, next: NextFunction): void {
  if (isAskedByMachines(request.path)) return next();
  const begunAt = performance.now();
  const path = request.path; // Express changes it while it looks for a route
  const tell = () => {
    const outcome = response.writableFinished ? response.statusCode : 'the client went away';
    logger.log(`${request.method} ${path} ${outcome} ${Math.round(performance.now() - begunAt)} ms`);
  };
  response.once('close', AsyncResource.bind(tell)); // bound: the socket knows nothing of the request's ids
  next();
}
