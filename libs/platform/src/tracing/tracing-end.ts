import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { stopTracing } from './start-tracing';

/**
 * Sends the last spans. Nest stops global modules last, and of those the platform's after the eventing's, which is imported behind
 * it: what the relay does on stopping is seen, too.
 */
@Injectable()
export class TracingEnd implements OnApplicationShutdown {
  onApplicationShutdown(): Promise<void> {
    return stopTracing();
  }
}
