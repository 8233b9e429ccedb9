import { Injectable, type ExecutionContext } from '@nestjs/common';
import { normalizeIp, ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { Request } from 'express';
import { ProblemError } from '../http/problem';
import { identityOf } from './identity';

/**
 * How many requests a caller may send, of all routes together: who has a good token by what it says, anybody else by their address.
 * Each process counts for itself.
 */
@Injectable()
export class RateLimit extends ThrottlerGuard {
  protected override async getTracker(request: Request): Promise<string> {
    const { caller } = identityOf(request);
    return caller
      ? `subject ${caller.subject}`
      : `address ${normalizeIp(request.ip ?? '', this.ipv6SubnetPrefix)}`;
  }

  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override async throwThrottlingException(
    _context: ExecutionContext,
    { limit, ttl, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new ProblemError(
      429,
      'too-many-requests',
      `More than ${limit} requests came within ${ttl / 1_000} s. Try it again in ${timeToBlockExpire} s.`,
    );
  }
}
