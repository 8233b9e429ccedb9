import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { stopTracing } from './start-tracing';

/** The last of all that stops: what the others did while they stopped is to be seen, too. */
@Injectable()
class TracingEnd implements OnApplicationShutdown {
  onApplicationShutdown(): Promise<void> {
    return stopTracing();
  }
}

/**
 * A module of its own, because Nest stops those first that are nearest to the application's root: this one is imported by the
 * platform's.
 */
@Module({ providers: [TracingEnd] })
export class TracingModule {}
