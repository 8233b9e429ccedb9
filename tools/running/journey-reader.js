const { Client } = require('pg');

/**
 * @typedef {{ id: string, type: string, from: string, stream: string, sequence: number, cause: string | null, at: number }} JourneyEvent
 *   at: milliseconds since the epoch, by this machine's clock
 * @typedef {{ eventId: string, service: string, consumer: string, at: number, outcome: string }} Delivery
 * @typedef {{ events: JourneyEvent[], deliveries: Delivery[] }} Journey
 * @typedef {{ service: string, client: Client, clockAhead: number, position: string }} Source
 */

const EVENTS = `
  SELECT event_id AS id, type, body::json ->> 'source' AS source, partition_key AS key, sequence::int AS sequence,
         body::json ->> 'causationid' AS cause, extract(epoch FROM created_at)::float8 * 1000 AS at
    FROM eventing.outbox
   WHERE position > $1 AND correlation_id = $2`;

const HANDLED = `
  SELECT event_id AS "eventId", consumer, outcome, extract(epoch FROM handled_at)::float8 * 1000 AS at
    FROM eventing.inbox WHERE event_id = ANY ($1::uuid[])`;

const GATES = `SELECT projection, stream, sequence::int AS sequence FROM eventing.projection_gate WHERE stream = ANY ($1)`;

/** Follows what one request sets in motion, by what each service has written into its own database. */
class JourneyReader {
  /** @type {Source[]} */
  #sources = [];
  /** @type {Map<string, number>} when a projection was first seen to have passed an event */
  #passed = new Map();

  /** @param {Map<string, string>} databases service → address */
  async connect(databases) {
    for (const [service, url] of databases) {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
      await client.connect();
      this.#sources.push({ service, client, clockAhead: 0, position: '0' });
    }
  }

  /** Notes where each outbox ends and how its clock differs from ours: call it before the request. */
  async mark() {
    for (const source of this.#sources) {
      const before = Date.now();
      const { rows } = await source.client.query(
        `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS clock,
                coalesce((SELECT max(position) FROM eventing.outbox), 0) AS position`,
      );
      source.clockAhead = rows[0].clock - (before + Date.now()) / 2;
      source.position = rows[0].position;
    }
  }

  /** @param {string} correlationId @returns {Promise<Journey>} as far as it has got */
  async read(correlationId) {
    const events = (await this.#each((source) => eventsOf(source, correlationId))).sort(
      (a, b) => a.at - b.at,
    );
    const handled = await this.#each((source) => handledBy(source, events));
    const projected = await this.#each((source) => this.#projectedBy(source, events));
    return { events, deliveries: [...handled, ...projected].sort((a, b) => a.at - b.at) };
  }

  /** @template T @param {(source: Source) => Promise<T[]>} ask @returns {Promise<T[]>} */
  async #each(ask) {
    return (await Promise.all(this.#sources.map(ask))).flat();
  }

  /**
   * A projection remembers how far it has got, not when: the time is that of our look.
   *
   * @param {Source} source @param {JourneyEvent[]} events @returns {Promise<Delivery[]>}
   */
  async #projectedBy({ service, client }, events) {
    const { rows } = await client.query(GATES, [events.map(({ stream }) => stream)]);
    return rows.flatMap(({ projection, stream, sequence }) =>
      events
        .filter((event) => event.stream === stream && event.sequence <= sequence)
        .map((event) => {
          const key = `${service} ${projection} ${event.id}`;
          const at = this.#passed.get(key) ?? Date.now();
          this.#passed.set(key, at);
          return { eventId: event.id, service, consumer: projection, at, outcome: 'projected' };
        }),
    );
  }

  async close() {
    await Promise.all(this.#sources.map(({ client }) => client.end()));
  }
}

/** @param {Source} source @param {string} correlationId @returns {Promise<JourneyEvent[]>} */
async function eventsOf({ service, client, clockAhead, position }, correlationId) {
  const { rows } = await client.query(EVENTS, [position, correlationId]);
  return rows.map(({ source, key, at, ...event }) => ({
    ...event,
    from: service,
    stream: `${source}/${key}`,
    at: at - clockAhead,
  }));
}

/** @param {Source} source @param {JourneyEvent[]} events @returns {Promise<Delivery[]>} */
async function handledBy({ service, client, clockAhead }, events) {
  const { rows } = await client.query(HANDLED, [events.map(({ id }) => id)]);
  return rows.map((row) => ({ ...row, service, at: row.at - clockAhead }));
}

module.exports = { JourneyReader };
