/** All that a child process is told; it travels as JSON in the environment. */
export interface ServiceSettings {
  service: 'writer' | 'bookkeeper';
  /** Which version of it: the second publishes, or takes, the second version of an event. Default 1. */
  version?: 1 | 2;
  databaseUrl: string;
  rabbitUrl: string;
  namespace: string;
  /** Whether its queues stay for ever, as in production. On a broker that others use they go some time after the last use. */
  isPermanent?: boolean;
  /** Writers at work in this process from its start on. Default 0. */
  load?: LoadSettings;
  /** Sends itself SIGKILL. */
  dieAt?: Death;
  deliveryLimit?: number;
  /** How long a handler takes, at random up to this. Default 0. */
  handlingMs?: number;
  drainTimeoutMs?: number;
}

export interface LoadSettings {
  writers: number;
  accounts: number;
  /** Up to this long a writer rests after each transaction. */
  restMs: number;
  /** Beside the writers one transaction after the other stays open for this long, its event written. */
  longTransactionMs?: number;
}

/**
 * When the process dies: at the n-th `ack`, before the broker hears of what is committed; or at the n-th `confirm`, when
 * the broker has some of a batch and the relay has not written that down.
 */
export interface Death {
  at: 'ack' | 'confirm';
  call: number;
}

/** Injection token of the {@link ServiceSettings}. */
export const SETTINGS = Symbol('faults:settings');

export const SETTINGS_VARIABLE = 'FAULTS_SERVICE_SETTINGS';

export function settingsFromEnvironment(): ServiceSettings {
  return JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}') as ServiceSettings;
}
