import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import ms from 'ms';
import { ServiceConfig } from '../config/service-config';
import { AccessGuard } from './access.guard';
import { AccessTokens } from './access-tokens';
import { RateLimit } from './rate-limit';
import { SigningKeys } from './signing-keys';

/** Who may use which route: one guard before all of them. */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [ServiceConfig],
      useFactory: (config: ServiceConfig) => ({
        throttlers: [{ limit: config.RATE_LIMIT, ttl: ms(config.RATE_LIMIT_WINDOW) }],
        skipIf: () => config.RATE_LIMIT === 0,
      }),
    }),
  ],
  providers: [
    SigningKeys,
    AccessTokens,
    RateLimit,
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [SigningKeys],
})
export class AccessModule {}
