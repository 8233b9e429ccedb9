import { resolveAccess } from './admission/resolve-access';
import { bytesOf } from './admission/size';
import type { EventingOptions, ResolvedEventingOptions } from './eventing.options';
import { isProduction } from './is-production';
import { LARGEST_BODY } from './message/codec';

const SNAPSHOT_DEFAULTS: ResolvedEventingOptions['snapshots'] = {
  pageSize: 500,
  perSecond: 2_000,
  answerWithinMs: 30_000,
  heldForMs: 60_000,
  heldAgainAfterMs: 900_000,
  neededToBeReady: false,
};

function personalDataDefaults(env: NodeJS.ProcessEnv): ResolvedEventingOptions['personalData'] {
  return {
    masterKeys: env.PERSONAL_DATA_KEYS?.trim() || undefined,
    isProduction: isProduction(env),
    answerWithinMs: 2_000,
    giveUpAfterMs: 10_000,
    patienceMs: 86_400_000,
  };
}

const SCHEDULING_DEFAULTS: ResolvedEventingOptions['scheduling'] = {
  batchSize: 500,
  pollMs: 5_000,
  patienceMs: 300_000,
  resendAfterMs: 300_000,
};

const RETENTION_DEFAULTS: ResolvedEventingOptions['retention'] = {
  inboxDays: 14,
  outboxDays: 'forever',
  sagaDays: 90,
  deadLetterDays: 30,
};

/** Fills in the defaults; reads the environment when it is called, not when the module is loaded. */
export function resolveOptions(
  options: EventingOptions,
  env: NodeJS.ProcessEnv = process.env,
): ResolvedEventingOptions {
  const namespace = options.broker?.namespace ?? (env.EVENTING_NAMESPACE || undefined);
  const access = resolveAccess(options, namespace, env);
  return {
    service: options.service,
    broker: {
      ...access.broker,
      namespace,
      deliveryLimit: options.broker?.deliveryLimit ?? 5,
      expireAfterMs: options.broker?.expireAfterMs ?? (Number(env.EVENTING_EXPIRE_AFTER_MS) || undefined),
    },
    messages: {
      largestBytes: options.messages?.largestBytes ?? bytesOf(env.MESSAGE_LIMIT) ?? LARGEST_BODY,
      trustedPublishers: access.trustedPublishers,
    },
    relay: { enabled: true, batchSize: 500, leaseMs: 5_000, pollMs: 1_000, ...options.relay },
    handlers: {
      concurrency: 10,
      immediateTries: 3,
      retryDelays: ['1s', '10s', '1m', '10m'],
      ...options.handlers,
    },
    projections: { batchSize: 1_000, lanes: 2, prefetch: 4_000, lingerMs: 2, ...options.projections },
    snapshots: { ...SNAPSHOT_DEFAULTS, ...options.snapshots },
    scheduling: { ...SCHEDULING_DEFAULTS, ...options.scheduling },
    retention: { ...RETENTION_DEFAULTS, ...options.retention },
    personalData: { ...personalDataDefaults(env), ...options.personalData },
    shutdown: { drainTimeoutMs: 20_000, ...options.shutdown },
  };
}
