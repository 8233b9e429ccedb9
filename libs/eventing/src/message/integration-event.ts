import { ContractError } from './errors';
import { routingKeyFor } from './routing-key';

type EventClass<T extends object = object> = new (...args: never[]) => T;

/** What a contract says about itself; see {@link IntegrationEvent}. */
export interface IntegrationEventOptions<T extends object> {
  /** `<service>.<event>`, both in kebab case: the publishing service and what happened, in the past tense. */
  type: `${string}.${string}`;
  /** Counts from 1. A change that breaks readers is a new version in a new class, beside the old one. */
  version: number;
  /** The kind of thing it happened to, in kebab case. Events of one aggregate stay in order and are numbered together. */
  aggregate: string;
  /** The id of the aggregate it happened to. */
  subject: (event: T) => string;
  /**
   * Carries what is nobody's business but that of the handlers and sagas that name it: a secret to be handed on, say. No
   * projection's queue gets it, and its aggregate has no other events, for a projection must get all of an aggregate's.
   * Default false.
   */
  confidential?: boolean;
  /**
   * Says that a person is to be forgotten: the id, as personal fields of this service's events name it. Publishing such an
   * event deletes the person's key in the same transaction, and every service that gets it deletes its copy, before
   * its own handlers and projections see it. See {@link Personal}.
   */
  forgets?: (event: T) => string;
  /** Reads an event of the version before as one of this one, so that whoever takes this version takes both; see {@link upcast}. */
  upcaster?: Upcaster<T>;
}

/** How a payload of one version becomes one of the next. Made by {@link upcast}. */
export interface Upcaster<New extends object> {
  /** The version before. */
  readonly from: EventClass;
  lift(old: object): { [Field in keyof New]: New[Field] };
}

/** Everything that follows from an {@link IntegrationEvent} declaration. */
export interface Contract<T extends object = object> extends IntegrationEventOptions<T> {
  /** The class that carries the payload and its rules. */
  eventClass: EventClass<T>;
  /** The publishing service: `orders`. */
  service: string;
  /** The CloudEvents type: `orders.order-placed.v1`. */
  cloudEventType: string;
  /** The routing key on the exchange `<service>.events`: `order-placed.v1`, `confidential.payment-requested.v1`. */
  routingKey: string;
  /** Set for what a {@link Snapshot} declares: a state, which nobody publishes, and no event. */
  isSnapshot?: true;
}

const CONTRACT = Symbol('warren:contract');
const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const byCloudEventType = new Map<string, Contract>();

/**
 * Declares a class as one version of an integration event: a public fact that travels on the bus.
 *
 * @throws ContractError at load time, when a name is not kebab case, the version is not a positive integer, or another
 * class already claims the same type and version.
 * @example
 * ```ts
 * @IntegrationEvent({ type: 'users.user-created', version: 1, aggregate: 'user', subject: (e: UserCreated) => e.userId })
 * export class UserCreated extends Payload<UserCreated> {
 *   @IsUUID() readonly userId!: string;
 *   @IsString() readonly name!: string;
 * }
 * ```
 */
export function IntegrationEvent<T extends object>(options: IntegrationEventOptions<T>) {
  return (eventClass: EventClass<T>): void => register(toContract(options, eventClass));
}

/**
 * Declares a class as one version of a snapshot: what the current state of an aggregate looks like to other services. It
 * is versioned as an event is, and belongs to the same aggregate as its events. Nobody publishes it; its owner sends it to
 * a projection that asks, see {@link SnapshotSource}, and the projection takes it by {@link On}.
 *
 * @throws ContractError as {@link IntegrationEvent}.
 * @example
 * ```ts
 * @Snapshot({ type: 'users.user-snapshot', version: 1, aggregate: 'user', subject: (user: UserSnapshot) => user.userId })
 * export class UserSnapshot extends Payload<UserSnapshot> {
 *   @IsUUID() readonly userId!: string;
 *   @IsString() readonly name!: string;
 * }
 * ```
 */
export function Snapshot<T extends object>(
  options: Omit<IntegrationEventOptions<T>, 'confidential' | 'forgets'>,
) {
  return (stateClass: EventClass<T>): void =>
    register({ ...toContract(options, stateClass), isSnapshot: true });
}

function register<T extends object>(contract: Contract<T>): void {
  const { eventClass, cloudEventType } = contract;
  const claimed = byCloudEventType.get(cloudEventType);
  if (claimed && claimed.eventClass !== (eventClass as EventClass)) {
    throw new ContractError(
      `${eventClass.name} declares ${cloudEventType}, which ${claimed.eventClass.name} declares already. ` +
        'Give one of them another type or the next version.',
    );
  }
  byCloudEventType.set(cloudEventType, contract as unknown as Contract);
  Reflect.defineMetadata(CONTRACT, contract, eventClass);
}

/**
 * The contract of a class (or of an instance's class).
 *
 * @throws ContractError when the class is not decorated with {@link IntegrationEvent}.
 */
export function contractOf<T extends object>(eventClass: EventClass<T>): Contract<T> {
  const contract = Reflect.getOwnMetadata(CONTRACT, eventClass) as Contract<T> | undefined;
  if (!contract) {
    throw new ContractError(
      `${eventClass.name} is not an integration event. Decorate it with @IntegrationEvent({ type, version, aggregate, subject }).`,
    );
  }
  return contract;
}

/**
 * The same for what is published and reacted to: a snapshot is neither.
 *
 * @throws ContractError when the class is not decorated with {@link IntegrationEvent}, but say with {@link Snapshot}.
 */
export function eventContractOf<T extends object>(eventClass: EventClass<T>): Contract<T> {
  const contract = contractOf(eventClass);
  if (!contract.isSnapshot) return contract;
  throw new ContractError(
    `${eventClass.name} (${contract.cloudEventType}) is a snapshot, and nothing has happened: it is not published, and no ` +
      'handler or saga reacts to it. Its owner provides it with @SnapshotSource, and a @Projection takes it with @On.',
  );
}

/** The contract that a CloudEvents type names, if this process has loaded its class. */
export function findContract(cloudEventType: string): Contract | undefined {
  return byCloudEventType.get(cloudEventType);
}

/** Every contract that this process has loaded. */
export function knownContracts(): Contract[] {
  return [...byCloudEventType.values()];
}

function toContract<T extends object>(
  options: IntegrationEventOptions<T>,
  eventClass: EventClass<T>,
): Contract<T> {
  const [service = '', event = '', ...rest] = options.type.split('.');
  const wrong = [service, event, options.aggregate].find((name) => !KEBAB.test(name));
  if (wrong !== undefined || rest.length > 0) {
    throw new ContractError(
      `${eventClass.name}: "${rest.length > 0 ? options.type : wrong}" is not a valid name. The type is <service>.<event>, ` +
        'and it and the aggregate are written in kebab case, for example orders.order-placed.',
    );
  }
  if (!Number.isInteger(options.version) || options.version < 1) {
    throw new ContractError(`${eventClass.name}: version ${options.version} is not a positive whole number.`);
  }
  refuseMixedAggregate(service, options, eventClass);
  refuseForeignUpcaster(options, eventClass);
  const routingKey = routingKeyFor(event, options.version, options.confidential ?? false);
  return {
    ...options,
    eventClass,
    service,
    routingKey,
    cloudEventType: `${options.type}.v${options.version}`,
  };
}

/** A projection that follows an aggregate would wait for ever for an event that does not reach it. */
function refuseMixedAggregate<T extends object>(
  service: string,
  { aggregate, confidential = false }: IntegrationEventOptions<T>,
  { name }: EventClass<T>,
): void {
  const other = [...byCloudEventType.values()].find(
    (known) =>
      known.service === service &&
      known.aggregate === aggregate &&
      (known.confidential ?? false) !== confidential,
  );
  if (!other) return;
  const [secret, open] = confidential ? [name, other.eventClass.name] : [other.eventClass.name, name];
  throw new ContractError(
    `${secret} is confidential, and ${open} is not: they cannot both be events of the aggregate "${aggregate}" of ${service}. ` +
      `Give ${secret} an aggregate of its own.`,
  );
}

/** An upcaster leads from one version of an event to a later one, and nowhere else. */
function refuseForeignUpcaster<T extends object>(
  { type, version, aggregate, confidential = false, upcaster }: IntegrationEventOptions<T>,
  { name }: EventClass<T>,
): void {
  if (!upcaster) return;
  const before = contractOf(upcaster.from);
  const isBefore = before.type === type && before.version < version;
  if (isBefore && before.aggregate === aggregate && (before.confidential ?? false) === confidential) return;
  throw new ContractError(
    `${name} (${type}.v${version}, aggregate "${aggregate}") has an upcaster from ${before.cloudEventType} (aggregate "${before.aggregate}"). ` +
      'It must be from an earlier version of the same event, of the same aggregate, and both confidential or neither.',
  );
}
