import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { EventingError } from '../message/errors';
import type { HandlerDefinition } from './handler-definition';
import { handlerNameOf } from './handler-name';
import { IDEMPOTENT_HANDLER, type HandlerDeclaration } from './idempotent-handler';

/** A handler is declared in a way that cannot work; the message says what to change. */
export class HandlerDeclarationError extends EventingError {}

/** A method that carries the decorator, and where it is. */
export interface FoundHandler {
  name: string;
  declaration: HandlerDeclaration;
  handle: HandlerDefinition['handle'];
  /** For people: `ReserveStockWhenOrderPlaced.handle (in InventoryModule)`. */
  place: string;
}

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];
type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Finds the methods with `@IdempotentHandler` among the application's providers and controllers. */
@Injectable()
export class HandlerDiscovery {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** @throws HandlerDeclarationError when a handler's provider is not a singleton. */
  find(): FoundHandler[] {
    const seen = new Set<unknown>(); // an alias (useExisting) shows the same instance again
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    return wrappers.flatMap((wrapper) => {
      const instance: unknown = wrapper.instance;
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) return [];
      seen.add(instance);
      return this.handlersOf(instance as Methods, wrapper);
    });
  }

  private handlersOf(instance: Methods, wrapper: Wrapper): FoundHandler[] {
    return declaredHandlers(instance, this.scanner).map(({ method, declaration, handle }) => {
      const className = instance.constructor.name;
      const place = `${className}.${method} (in ${wrapper.host?.name ?? 'an unknown module'})`;
      refuseUnlessSingleton(wrapper, place);
      return { name: declaration.options.name ?? handlerNameOf(className), declaration, handle, place };
    });
  }
}

/** The methods of an instance that carry the decorator. */
export function declaredHandlers(
  instance: object,
  scanner: MetadataScanner,
): (Pick<FoundHandler, 'declaration' | 'handle'> & { method: string })[] {
  const prototype: unknown = Object.getPrototypeOf(instance);
  if (typeof prototype !== 'object' || prototype === null) return [];
  return scanner.getAllMethodNames(prototype).flatMap((method) => {
    const declaration = declarationOn((prototype as Methods)[method]);
    if (!declaration) return [];
    // By name at each call, not once: other decorators replace the method on the instance.
    const handle: HandlerDefinition['handle'] = (...args) => (instance as Methods)[method]?.(...args);
    return [{ method, declaration, handle }];
  });
}

function declarationOn(method: unknown): HandlerDeclaration | undefined {
  if (typeof method !== 'function') return undefined;
  return Reflect.getMetadata(IDEMPOTENT_HANDLER, method) as HandlerDeclaration | undefined;
}

function refuseUnlessSingleton(wrapper: Wrapper, place: string): void {
  if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) return;
  throw new HandlerDeclarationError(
    `${place} has @IdempotentHandler, but its provider is request-scoped or transient, or depends on one that is. ` +
      'Events come without a request: make it, and what it injects, singletons.',
  );
}
