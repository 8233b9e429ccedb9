const { bold, dim, red } = require('../output/colours');
const { columns } = require('../output/columns');
const { failureOf } = require('./outcomes');

/**
 * @typedef {import('./service-command').Table} Table
 * @typedef {import('./outcomes').Outcome} Outcome
 * @typedef {{ service: string, block: Table | string }} Said
 */

/**
 * What several services say, as one page: tables of the same kind become one, with a column for the service.
 *
 * @param {Outcome[]} outcomes
 * @returns {{ out: string, error: string }}
 */
function textOf(outcomes) {
  const isOne = outcomes.length === 1;
  const said = outcomes.flatMap(({ service, end }) =>
    end?.kind === 'result' ? end.page.map((block) => ({ service, block })) : [],
  );
  const failures = outcomes.flatMap((outcome) => {
    const failure = failureOf(outcome);
    return failure ? [isOne ? failure.message : `${red(outcome.service)}: ${failure.message}`] : [];
  });
  const blocks = [...groups(said).values()].map((group) => blockText(group, isOne));
  return { out: blocks.join('\n\n'), error: failures.join('\n') };
}

/** In the order in which the first service says them. @param {Said[]} said @returns {Map<string, Said[]>} */
function groups(said) {
  /** @type {Map<string, Said[]>} */
  const found = new Map();
  for (const one of said) {
    const { block } = one;
    const kind = typeof block === 'string' ? 'sentences' : JSON.stringify([block.title, block.columns]);
    found.set(kind, [...(found.get(kind) ?? []), one]);
  }
  return found;
}

/** @param {Said[]} group of one kind @param {boolean} isOne */
function blockText(group, isOne) {
  const tables = group.flatMap(({ service, block }) =>
    typeof block === 'string' ? [] : [{ service, block }],
  );
  if (tables.length > 0) return tableText(tables, isOne);
  return group.map(({ service, block }) => `${isOne ? '' : `${bold(service)}: `}${String(block)}`).join('\n');
}

/** @param {{ service: string, block: Table }[]} tables @param {boolean} isOne */
function tableText(tables, isOne) {
  const first = tables[0]?.block;
  const header = [...(isOne ? [] : ['service']), ...(first?.columns ?? [])].map(dim);
  const rows = tables.flatMap(({ service, block }) =>
    block.rows.map((cells) => (isOne ? cells : [bold(service), ...cells])),
  );
  const title = first?.title ? `${bold(first.title)}\n\n` : '';
  return `${title}${columns([header, ...rows])}`;
}

module.exports = { textOf };
