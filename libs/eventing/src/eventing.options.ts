import type { StringValue } from 'ms';
import type { TrustSetting } from './admission/trusted-publishers';
import type { TlsFiles } from './broker/rabbitmq/access';
import type { BreakerOptions } from './handlers/breaker/breaker-options';

/** How a service takes part in the eventing. Everything but the service's name has a default. */
export interface EventingOptions {
  /** The service's name in kebab case: `orders`. Part of its exchange's and queues' names. */
  service: string;
  broker?: {
    /**
     * Of a cluster with all its nodes: `amqp://user:password@a:5672,b:5672/vhost`; each attempt to connect goes to the next. Default: the
     * environment's RABBITMQ_URL, else `amqp://guest:guest@127.0.0.1:5672`. `in-memory` needs no server.
     */
    url?: string;
    /**
     * PEM files for an address that begins with `amqps://`. Default: the environment's RABBITMQ_CA_FILE, RABBITMQ_CERT_FILE and
     * RABBITMQ_KEY_FILE. They are read again at each connection.
     */
    tls?: TlsFiles;
    /** Prefix of every name on the broker. Default: the environment's EVENTING_NAMESPACE, else none. */
    namespace?: string;
    /** How often a message may come back unsettled (its process died) before it is parked as a crash suspect. Default 5. */
    deliveryLimit?: number;
    /**
     * For short-lived runs (tests, previews): queues vanish when nobody has used them for this many milliseconds, exchanges
     * with their last queue. Default: the environment's EVENTING_EXPIRE_AFTER_MS, else never.
     */
    expireAfterMs?: number;
  };
  /** What comes in, and what goes out. */
  messages?: {
    /**
     * The largest message that is published, and that is read when it comes, in bytes. Default: the environment's MESSAGE_LIMIT,
     * else 1 MiB.
     */
    largestBytes?: number;
    /**
     * By which users of the broker another service's events may have been published. Default: the environment's TRUSTED_PUBLISHERS; else
     * `any`, and in production (NODE_ENV) by the user who is named like the service.
     */
    trustedPublishers?: TrustSetting;
  };
  relay?: {
    /** `false`: this process never relays (another replica does). Default true. */
    enabled?: boolean;
    /** Rows a read takes from the outbox. Default 500. */
    batchSize?: number;
    /** How long the relay's lease lasts without being renewed; a standby takes over after it. Default 5 000 ms. */
    leaseMs?: number;
    /** How often it looks into the outbox when nothing nudges it. Default 1 000 ms. */
    pollMs?: number;
  };
  handlers?: {
    /** Default 10; see `IdempotentHandlerOptions`. */
    concurrency?: number;
    /** Default 3. */
    immediateTries?: number;
    /** Default `['1s', '10s', '1m', '10m']`. */
    retryDelays?: StringValue[];
    /** When a handler or saga that fails for everything pauses; `false`: never. A replica pauses for itself. */
    breaker?: BreakerOptions | false;
  };
  projections?: {
    /**
     * Messages in one transaction, at most. Default 1 000: of a backlog several for one row are folded and written at once.
     */
    batchSize?: number;
    /**
     * Batches that a process works on at the same time, each in a transaction, and so on a connection, of its own; no two have an
     * aggregate in common. Default 2: while the database is at one, the other is folded.
     */
    lanes?: number;
    /**
     * Unsettled messages the broker hands out. Default 4 000: for each lane the batch that is worked on, and the next. So
     * many are in memory at a time: where events are large, say less.
     */
    prefetch?: number;
    /** How long an idle projection waits for a second message before it writes the first. Default 2 ms. */
    lingerMs?: number;
    /** When a projection whose folds fail for everything pauses, instead of parking one event after the other; `false`: never. */
    breaker?: BreakerOptions | false;
  };
  snapshots?: {
    /** States of aggregates that are read and sent at once to a projection that asked for them. Default 500. */
    pageSize?: number;
    /** How many of them this process sends in a second at most, to all who ask. Default 2 000. */
    perSecond?: number;
    /**
     * How long the first request of a projection may stay without a sign of an answer before it asks again. Each further
     * one waits twice as long as the one before, up to 15 minutes. Default 30 000 ms.
     */
    answerWithinMs?: number;
    /**
     * How long events may be held for want of an earlier one before their projection asks for snapshots again: what it
     * missed may never come. Default 60 000 ms.
     */
    heldForMs?: number;
    /** How long it leaves it at that, when events are still held. Default 900 000 ms. */
    heldAgainAfterMs?: number;
    /**
     * `true`: the service is not ready for requests before each of its copies has been complete once. Default `false`: it
     * serves with what it knows.
     */
    neededToBeReady?: boolean;
  };
  scheduling?: {
    /** Scheduled events, or time-outs of sagas, that are sent on in one transaction when they are due. Default 500. */
    batchSize?: number;
    /**
     * How often it looks for what is due when it knows of nothing nearer. What this process stores is noticed at once; this
     * is for what a process stored that has died since. Default 5 000 ms.
     */
    pollMs?: number;
    /**
     * How long an event that cannot be published at its time (its contract is gone, its payload breaks today's rules) is
     * tried again before it is given up: while versions of the service run side by side, another process may know better.
     * Default 300 000 ms.
     */
    patienceMs?: number;
    /**
     * How long a time-out that was sent to its saga may go unhandled before it is sent again (its message was lost with the
     * saga's queue, say); the next times it waits ever longer, up to twelve times as long. A saga handles it once all the same.
     * Longer than its retries usually take saves messages. Default 300 000 ms.
     */
    resendAfterMs?: number;
  };
  retention?: {
    /** How long handled event ids are remembered; a duplicate that comes later is handled again. Default 14. */
    inboxDays?: number;
    /** How long the outbox keeps relayed events; `forever` makes it the service's event log. Default `forever`. */
    outboxDays?: number | 'forever';
    /** How long completed sagas are remembered; an event that comes later finds none. Default 90. */
    sagaDays?: number | 'forever';
    /** How long dead letters are kept that were handled or discarded; all others are kept until they are. Default 30. */
    deadLetterDays?: number | 'forever';
  };
  personalData?: {
    /**
     * Master keys, by which the keys of persons are encrypted in this service's database: `id:base64,id:base64`, 32 bytes each; the
     * first is used, the others are understood. Default: the environment's PERSONAL_DATA_KEYS, else one that production refuses.
     */
    masterKeys?: string;
    /** Default: true, unless the environment's NODE_ENV is `development` or `test`. */
    isProduction?: boolean;
    /** How long the owner of a key is waited for before it is asked again. Default 2 000 ms. */
    answerWithinMs?: number;
    /** How long a message waits, where it is, for a key before it is put aside and tried again later. Default 10 000 ms. */
    giveUpAfterMs?: number;
    /** For how long that costs a handler's message none of its tries. Default 86 400 000 ms, a day. */
    patienceMs?: number;
  };
  shutdown?: {
    /** How long a stopping process lets running handlers finish. Default 20 000 ms. */
    drainTimeoutMs?: number;
  };
}

/** The options with every default filled in. */
export interface ResolvedEventingOptions {
  service: string;
  broker: {
    url: string;
    tls: TlsFiles;
    /** As whom the service logs in. */
    user: string;
    namespace: string | undefined;
    deliveryLimit: number;
    expireAfterMs: number | undefined;
  };
  messages: { largestBytes: number; trustedPublishers: TrustSetting };
  relay: { enabled: boolean; batchSize: number; leaseMs: number; pollMs: number };
  handlers: {
    concurrency: number;
    immediateTries: number;
    retryDelays: StringValue[];
    breaker?: BreakerOptions | false;
  };
  projections: {
    batchSize: number;
    lanes: number;
    prefetch: number;
    lingerMs: number;
    breaker?: BreakerOptions | false;
  };
  snapshots: {
    pageSize: number;
    perSecond: number;
    answerWithinMs: number;
    heldForMs: number;
    heldAgainAfterMs: number;
    neededToBeReady: boolean;
  };
  scheduling: { batchSize: number; pollMs: number; patienceMs: number; resendAfterMs: number };
  retention: {
    inboxDays: number;
    outboxDays: number | 'forever';
    sagaDays: number | 'forever';
    deadLetterDays: number | 'forever';
  };
  personalData: {
    masterKeys: string | undefined;
    isProduction: boolean;
    answerWithinMs: number;
    giveUpAfterMs: number;
    patienceMs: number;
  };
  shutdown: { drainTimeoutMs: number };
}

export const EVENTING_OPTIONS = Symbol('warren:eventing-options');
