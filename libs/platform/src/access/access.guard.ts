import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ServiceConfig } from '../config/service-config';
import { AccessTokens } from './access-tokens';
import { rulesOf } from './access-rule';
import { noteIdentity, type Identity } from './identity';
import { RateLimit } from './rate-limit';
import { RoleMissing, Unauthenticated } from './refusals';

const BEARER = /^Bearer +([\w.~+/=-]+) *$/i;

/**
 * Stands before every route: finds out who asks, whether they ask too often, and whether they may. In this order: who shows bad
 * tokens is slowed down, too.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly config: ServiceConfig,
    private readonly tokens: AccessTokens,
    private readonly rateLimit: RateLimit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true; // messages: the broker says who may send them
    const request = context.switchToHttp().getRequest<Request>();
    const identity = await this.identify(request);
    noteIdentity(request, identity);
    await this.rateLimit.canActivate(context);
    this.decide(context, identity);
    return true;
  }

  private async identify(request: Request): Promise<Identity> {
    const [, token] = BEARER.exec(request.header('authorization') ?? '') ?? [];
    if (token === undefined) return { refusal: new Unauthenticated(this.config.service) };
    try {
      return { caller: await this.tokens.callerOf(token) };
    } catch (error) {
      return { refusal: error as Error };
    }
  }

  /** @throws the answer, unless they may. A route without a rule would not have let the service start. */
  private decide(context: ExecutionContext, { caller, refusal }: Identity): void {
    const [rule = { roles: [] }] = rulesOf(context.getClass(), context.getHandler());
    if ('public' in rule) return;
    if (!caller) throw refusal ?? new Unauthenticated(this.config.service);
    if (!rule.roles.some((role) => caller.has(role))) throw new RoleMissing(this.config.service, rule.roles);
  }
}
