import { REPLACE_EXCHANGE } from '../broker/tell-drift';
import type { Comparison, Difference } from '../broker/broker-admin';

/** Something on the broker that is not as this version of the service declares it, and what `topology apply` does about it. */
export interface PlanItem {
  kind: 'exchange' | 'queue' | 'binding';
  /** Of a binding: the queue's name. */
  name: string;
  /**
   * `missing`: it does not exist. `differs`: it exists with other settings. `refused`: the broker does not let this service
   * see or declare it. `unfinished`: its migration was begun. `stale`: a binding that this version does not want. `orphan`: a
   * queue that some version declared and this one does not.
   */
  state: 'missing' | 'differs' | 'refused' | 'unfinished' | 'stale' | 'orphan';
  /** `unbind`: only when asked to. `nothing`: people have to decide, or to mend it. */
  action: 'declare' | 'migrate' | 'unbind' | 'nothing';
  /** What it means and what to do, for people. */
  detail: string;
  /** Of a queue that differs: each argument, as it is declared and as it is. */
  differences?: Difference[];
  /** Of a queue that exists: messages that wait in it. */
  ready?: number;
  /** Of a stale binding: what is bound. */
  exchange?: string;
  routingKey?: string;
  /** Of what is stale or orphaned: when a process of the service last wanted it. */
  wantedAt?: Date;
}

/** How the broker compares with what this version of a service declares. */
export interface TopologyComparison {
  service: string;
  /** Nothing is missing and nothing differs. There may be leftovers all the same. */
  agrees: boolean;
  items: PlanItem[];
}

export function missingItem({ kind, name }: Comparison['missing'][number]): PlanItem {
  return {
    kind,
    name,
    state: 'missing',
    action: 'declare',
    detail: `The ${kind} does not exist. It is declared, and bound.`,
  };
}

export function driftItem(
  { problem, kind, name, detail, differences }: Comparison['drifts'][number],
  ready: number | undefined,
): PlanItem {
  if (problem !== 'differs')
    return {
      ...{ kind, name, state: problem, action: 'nothing' },
      detail: `The broker refuses it: ${detail}. Mostly a right is missing.`,
    };
  if (kind === 'exchange')
    return {
      ...{ kind, name, state: 'differs', action: 'nothing' },
      detail: `It exists with other settings: ${detail}. ${REPLACE_EXCHANGE}`,
    };
  const told = differences.map(
    ({ argument, declared, live }) => `${argument} is ${say(live)} and should be ${say(declared)}`,
  );
  return {
    ...{ kind, name, state: 'differs', action: 'migrate', differences, ready },
    detail: `${told.join(', ') || detail}. Its messages are moved aside, it is deleted, declared anew, and gets them back.`,
  };
}

export function unfinishedItem(name: string, beganAt: Date, isDeclared: boolean, ready: number): PlanItem {
  const began = `Its migration began at ${beganAt.toISOString()}; ${ready} messages wait beside it, and nobody takes from it.`;
  return {
    ...{ kind: 'queue', name, state: 'unfinished', action: isDeclared ? 'migrate' : 'nothing', ready },
    detail: isDeclared
      ? `${began} It goes on where it stopped.`
      : `${began} This version has no such queue: finish it with the version that began it.`,
  };
}

export function orphanItem(name: string, wantedAt: Date, ready: number): PlanItem {
  return {
    ...{ kind: 'queue', name, state: 'orphan', action: 'nothing', ready, wantedAt },
    detail:
      `A version of this service declared it, last at ${wantedAt.toISOString()}; this one does not. If no process of that version ` +
      'runs any more, it only fills: move its messages if they still matter, and delete it.',
  };
}

function say(value: string | number | undefined): string {
  return value === undefined ? 'not set' : String(value);
}
