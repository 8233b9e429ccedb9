import type { Finding } from '@warren/eventing';
import type { ServiceConfig } from '../../config/service-config';
import { variablesOf } from '../../config/variable';

const CHECK = 'configuration';

/** Settings that are valid, and yet may not be meant. */
const DOUBTS: { applies: (config: ServiceConfig) => boolean; finding: string; advice: string }[] = [
  {
    applies: ({ EVENTING_EXPIRE_AFTER_MS }) => EVENTING_EXPIRE_AFTER_MS !== undefined,
    finding:
      'EVENTING_EXPIRE_AFTER_MS is set: queues that nobody uses for that long vanish with their messages.',
    advice: 'Unset it, but for tests and previews.',
  },
  {
    applies: ({ RABBITMQ_URL }) => RABBITMQ_URL === undefined,
    finding: 'RABBITMQ_URL is not set: the broker is looked for on this machine, as guest.',
    advice: 'Set it, but while developing.',
  },
  {
    applies: ({ isProduction, MIGRATION_DATABASE_URL }) =>
      isProduction && MIGRATION_DATABASE_URL !== undefined,
    finding: 'MIGRATION_DATABASE_URL is set for a service that runs, and only `migrate` needs it.',
    advice:
      'Give it to the job that migrates alone (k8s/README.md): with it a service could change its tables.',
  },
];

/** The settings are valid, else nobody would have got this far. */
export function configurationFindings(config: ServiceConfig): Finding[] {
  const count = Object.keys(variablesOf(config.constructor)).length;
  const doubts = DOUBTS.filter(({ applies }) => applies(config)).map(({ finding, advice }): Finding => ({
    check: CHECK,
    verdict: 'warning',
    finding,
    advice,
  }));
  return [{ check: CHECK, verdict: 'ok', finding: `All ${count} settings are valid.` }, ...doubts];
}
