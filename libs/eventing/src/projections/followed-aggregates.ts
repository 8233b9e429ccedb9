import type { EventEnvelope } from '../message/envelope';
import { findContract, type Contract } from '../message/integration-event';
import { UnplaceableEventError } from './projection-errors';

/**
 * The aggregates whose events a projection takes part in. Their sequences count every event of the aggregate, so that
 * all of them must pass, also those the projection has no fold for and those this process has never heard of.
 */
export class FollowedAggregates {
  private readonly followed: ReadonlySet<string>;
  /** The services that publish them. */
  readonly services: string[];

  constructor(contracts: Iterable<Pick<Contract, 'service' | 'aggregate'>>) {
    const all = [...contracts];
    this.followed = new Set(all.map(({ service, aggregate }) => `${service}/${aggregate}`));
    this.services = [...new Set(all.map(({ service }) => service))].sort();
  }

  get count(): number {
    return this.followed.size;
  }

  /**
   * Whether the event happened to one of them. An unknown type is told by its partition key, which begins with the
   * aggregate's name.
   *
   * @throws UnplaceableEventError when the event's type says so and its source or partition key says otherwise: then
   * nobody knows which aggregate's gate it belongs to.
   */
  include(envelope: EventEnvelope): boolean {
    const contract = findContract(envelope.type);
    if (!contract) return this.includePlace(envelope.source, envelope.partitionkey);
    if (!this.followed.has(`${contract.service}/${contract.aggregate}`)) return false;
    const expected = {
      source: `/${contract.service}`,
      partitionkey: `${contract.aggregate}/${envelope.subject}`,
    };
    if (envelope.source === expected.source && envelope.partitionkey === expected.partitionkey) return true;
    throw new UnplaceableEventError(
      `An event of type ${envelope.type} and this subject has the source ${expected.source} and the partition key ` +
        `${expected.partitionkey}, not ${envelope.source} and ${envelope.partitionkey}.`,
    );
  }

  /** The same for a stream, as `streamOf` names it: `/orders/order/0190c5d2-…`. */
  includeStream(stream: string): boolean {
    return [...this.followed].some((followed) => stream.startsWith(`/${followed}/`));
  }

  private includePlace(source: string, partitionKey: string): boolean {
    const aggregate = partitionKey.slice(0, Math.max(partitionKey.indexOf('/'), 0));
    return this.followed.has(`${source.slice(1)}/${aggregate}`);
  }
}
