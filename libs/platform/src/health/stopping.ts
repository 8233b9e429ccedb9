import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Knows that the service has been told to stop: no new requests should be sent to it while it finishes what it has. */
@Injectable()
export class Stopping implements OnModuleDestroy {
  private stopping = false;

  get hasBegun(): boolean {
    return this.stopping;
  }

  onModuleDestroy(): void {
    this.stopping = true;
  }
}
