const { cyan, dim, red } = require('../output/colours');
const { columns } = require('../output/columns');

/**
 * @typedef {import('./journey-reader').Journey} Journey
 * @typedef {import('./journey-reader').Delivery} Delivery
 */

/** @param {number} ms */
const after = (ms) => `${Math.max(0, Math.round(ms))} ms`;

/** @param {string[]} cells @returns {string[]} right-aligned, for numbers */
function alignRight(cells) {
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => (cell === '' ? '' : cell.padStart(width)));
}

/** @param {Delivery} delivery */
function destination({ service, consumer, outcome }) {
  const name = consumer.startsWith(`${service}.`) ? consumer : `${service}.${consumer}`;
  return outcome === 'parked' ? `${name} ${red('parked as a dead letter')}` : name;
}

/**
 * The read models of a service are one place to a reader, who wants to see the order's way and not its copies: one line,
 * with the time of the last.
 *
 * @param {Delivery[]} arrived of one event @returns {Delivery[]}
 */
function readModelsTogether(arrived) {
  return arrived.flatMap((delivery) => {
    if (delivery.outcome !== 'projected') return [delivery];
    const all = arrived.filter(
      ({ service, outcome }) => outcome === 'projected' && service === delivery.service,
    );
    const names = all.map(({ consumer }) => consumer.replace(`${delivery.service}.`, ''));
    return all.at(-1) === delivery ? [{ ...delivery, consumer: names.sort().join(', ') }] : [];
  });
}

/**
 * The journey as a table: every event, when it was written and by whom, then where it went and when it was dealt with
 * there.
 *
 * @param {Journey} journey
 * @param {number} start milliseconds since the epoch, from which the times are counted
 * @returns {string}
 */
function journeyTable({ events, deliveries }, start) {
  const lines = events.flatMap((event) => {
    const arrived = readModelsTogether(deliveries.filter(({ eventId }) => eventId === event.id));
    const [first, ...others] = arrived.length > 0 ? arrived : [undefined];
    return [
      { at: after(event.at - start), type: cyan(event.type), from: event.from, to: first },
      ...others.map((to) => ({ at: '', type: '', from: '', to })),
    ];
  });
  const written = alignRight(['written', ...lines.map(({ at }) => at)]);
  const handled = alignRight(['handled', ...lines.map(({ to }) => (to ? after(to.at - start) : ''))]);
  const header = [written[0] ?? '', 'event', 'from', 'to', handled[0] ?? ''].map(dim);
  return columns([
    header,
    ...lines.map(({ type, from, to }, index) => [
      written[index + 1] ?? '',
      type,
      from,
      to ? destination(to) : dim('nobody listens'),
      handled[index + 1] ?? '',
    ]),
  ]);
}

module.exports = { journeyTable };
