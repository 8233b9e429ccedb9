import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { EventingError } from '../message/errors';
import { UnitOfWork } from './unit-of-work';

const TRANSACTIONAL = Symbol('warren:transactional');

type Method = (this: object, ...args: unknown[]) => Promise<unknown>;

/** Of each instance that Nest has created, the unit of work of its application. */
const unitsOfWork = new WeakMap<object, UnitOfWork>();

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
    const method = descriptor.value as Method;
    // Replaced in the class, not in the instance: Nest's router takes a controller's methods before any hook runs.
    const inUnitOfWork: Method = function (...args) {
      const unitOfWork = unitsOfWork.get(this);
      return unitOfWork ? unitOfWork.run(() => method.apply(this, args)) : method.apply(this, args);
    };
    Reflect.getMetadataKeys(method).forEach((key) =>
      Reflect.defineMetadata(key, Reflect.getMetadata(key, method), inUnitOfWork),
    );
    Reflect.defineMetadata(TRANSACTIONAL, true, inUnitOfWork);
    Object.defineProperty(inUnitOfWork, 'name', { value: method.name });
    descriptor.value = inUnitOfWork;
  };
}

/** Gives the methods that {@link Transactional} marks their unit of work, once every provider has been created. */
@Injectable()
export class TransactionalMethods implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const instance = wrapper.instance as unknown;
      if (typeof instance !== 'object' || instance === null || !this.hasMarkedMethod(instance)) continue;
      if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient) {
        throw new EventingScopeError(
          `${wrapper.name} is request-scoped or transient, and @Transactional() works on singletons only.`,
        );
      }
      unitsOfWork.set(instance, this.unitOfWork);
    }
  }

  private hasMarkedMethod(instance: object): boolean {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    return (
      prototype !== null &&
      this.scanner.getAllMethodNames(prototype).some((name) => isMarked(prototype, name))
    );
  }
}

/** A provider's scope does not allow what its decorators ask for. */
export class EventingScopeError extends EventingError {}

function isMarked(prototype: object, name: string): boolean {
  const method = (prototype as Record<string, unknown>)[name];
  return typeof method === 'function' && Reflect.hasMetadata(TRANSACTIONAL, method);
}
