import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { EventingError } from '../message/errors';
import { UnitOfWork } from './unit-of-work';

const TRANSACTIONAL = Symbol('warren:transactional');

type Method = (...args: unknown[]) => Promise<unknown>;

/**
 * Runs the method in a unit of work: everything it does to the database, and every event it publishes, commits together
 * when it returns and is undone when it throws. For methods of Nest providers and controllers of default (singleton)
 * scope; the method must return a promise.
 *
 * Created by hand (`new PlaceOrderHandler(…)`, as a unit test does) the method runs without a transaction.
 *
 * @example
 * ```ts
 * @Transactional()
 * async execute(command: PlaceOrder): Promise<string> { … }
 * ```
 */
export function Transactional(): MethodDecorator {
  return (_target, _name, descriptor: PropertyDescriptor) => {
    Reflect.defineMetadata(TRANSACTIONAL, true, descriptor.value as object);
  };
}

/** Wraps the methods that {@link Transactional} marks, once every provider has been created. */
@Injectable()
export class TransactionalMethods implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const prototype = (wrapper.metatype as { prototype?: object } | undefined)?.prototype;
      if (!prototype) continue;
      const names = this.scanner.getAllMethodNames(prototype).filter((name) => isMarked(prototype, name));
      if (names.length === 0) continue;
      if (!wrapper.isDependencyTreeStatic()) {
        throw new EventingScopeError(
          `${wrapper.name} is request-scoped, and @Transactional() works on singletons only.`,
        );
      }
      names.forEach((name) => this.wrap(wrapper.instance as Record<string, Method>, name));
    }
  }

  private wrap(instance: Record<string, Method>, name: string): void {
    const method = instance[name] as Method;
    if (Reflect.hasMetadata(WRAPPED, method)) return;
    const wrapped: Method = (...args) => this.unitOfWork.run(() => method.apply(instance, args));
    Reflect.getMetadataKeys(method).forEach((key) =>
      Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapped),
    );
    Reflect.defineMetadata(WRAPPED, true, wrapped);
    instance[name] = wrapped;
  }
}

const WRAPPED = Symbol('warren:transactional:wrapped');

/** A provider's scope does not allow what its decorators ask for. */
export class EventingScopeError extends EventingError {}

function isMarked(prototype: object, name: string): boolean {
  const method = (prototype as Record<string, unknown>)[name];
  return typeof method === 'function' && Reflect.hasMetadata(TRANSACTIONAL, method);
}
