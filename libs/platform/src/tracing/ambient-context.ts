import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Ambient } from '@warren/eventing';

/**
 * Keeps OpenTelemetry's context where everything ambient is kept: with a storage of its own, every promise of a service that is
 * watched would cost more than one of a service that is not.
 */
export class AmbientContext extends AsyncLocalStorageContextManager {
  private readonly ambient = new Ambient<Context>();

  override active(): Context {
    return this.ambient.current ?? ROOT_CONTEXT;
  }

  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.ambient.run(context, () => work.apply(thisArg, args));
  }

  override attach(context: Context): { dispose: () => void } {
    const before = this.ambient.current;
    this.ambient.enter(context);
    return { dispose: () => this.ambient.enter(before) };
  }
}
