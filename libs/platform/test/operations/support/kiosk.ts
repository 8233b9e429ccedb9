import { Injectable, Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  EventingModule,
  IdempotentHandler,
  IntegrationEvent,
  Payload,
  type EventingOptions,
} from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';

@IntegrationEvent({
  type: 'kiosk.paper-sold',
  version: 1,
  aggregate: 'paper',
  subject: (e: PaperSold) => e.paper,
})
export class PaperSold extends Payload<PaperSold> {
  @IsString() readonly paper!: string;
}

@IntegrationEvent({
  type: 'kiosk.safe-opened',
  version: 1,
  aggregate: 'safe',
  subject: (e: SafeOpened) => e.safe,
  confidential: true,
})
export class SafeOpened extends Payload<SafeOpened> {
  @IsString() readonly safe!: string;
  @IsString() readonly combination!: string;
}

/** What must not happen in a process that runs a command. */
export const awake: string[] = [];

@Injectable()
class WakesUp implements OnModuleInit, OnApplicationBootstrap {
  onModuleInit(): void {
    awake.push('onModuleInit');
  }

  onApplicationBootstrap(): void {
    awake.push('onApplicationBootstrap');
  }
}

@Injectable()
class CountWhenPaperSold {
  @IdempotentHandler(PaperSold)
  async handle(): Promise<void> {
    awake.push('handled');
  }
}

/** A service that sells newspapers, with nothing of its own to store. */
export function kiosk(options: Omit<EventingOptions, 'service'> = {}) {
  @Module({
    imports: [
      PlatformModule.forService('kiosk'),
      DatabaseModule.forEntities(),
      EventingModule.forService('kiosk', options),
    ],
    providers: [WakesUp, CountWhenPaperSold],
  })
  class KioskModule {}
  return KioskModule;
}

export const KIOSK = { name: 'kiosk', migrations: [] };
