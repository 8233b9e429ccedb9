import type { ApplyResult, PlanItem, TopologyComparison } from '@warren/eventing';
import type { Page, Table } from '../command-line/page';

export function comparisonPage({ service, agrees, items }: TopologyComparison): Page {
  if (items.length === 0) return [`The broker has what ${service} declares.`];
  const verdict = agrees
    ? `The broker has what ${service} declares, and leftovers of other versions.`
    : `The broker does not have what ${service} declares. "topology apply" does what is said below.`;
  return [verdict, table(items), ...advice(items)];
}

export function appliedPage({ declared, migrated, unbound, left }: ApplyResult): Page {
  const done = [
    ...declared.map(({ kind, name }) => [`declared ${kind}`, name, '']),
    ...migrated.map(({ queue, messages }) => ['migrated queue', queue, `${messages} messages moved`]),
    ...unbound.map(({ queue, exchange, routingKey }) => ['unbound', queue, `${routingKey} of ${exchange}`]),
  ];
  const page: Page =
    done.length > 0
      ? [{ columns: ['done', 'name', ''], rows: done }]
      : ['There was nothing to declare or to migrate.'];
  return left.length > 0 ? [...page, 'What is left:', table(left), ...advice(left)] : page;
}

function table(items: readonly PlanItem[]): Table {
  return {
    columns: ['state', 'kind', 'name', 'messages', 'what is done about it'],
    rows: items.map(({ state, kind, name, ready, action }) => [
      ...[state, kind, name, ready === undefined ? '-' : String(ready)],
      ACTIONS[action],
    ]),
  };
}

const ACTIONS: Record<PlanItem['action'], string> = {
  declare: 'declared',
  migrate: 'migrated',
  unbind: 'unbound, with --remove-stale',
  nothing: 'nothing: see below',
};

function advice(items: readonly PlanItem[]): string[] {
  return items.filter(({ state }) => state !== 'missing').map(({ name, detail }) => `${name}: ${detail}`);
}
