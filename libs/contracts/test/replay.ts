import { contractOf, type Contract } from '@warren/eventing';
import { readAs } from '@warren/eventing/testing';

/** One version of an event, and a payload as it was published once. */
export interface Version {
  eventClass: new (...fields: never[]) => object;
  fixture: unknown;
}

/**
 * Reads the fixture of each older version as the newest one of the same event.
 *
 * @returns what cannot be read so, and why; empty when everything that was ever published can.
 */
export function replayProblems(versions: readonly Version[]): string[] {
  return versions.flatMap((version) => {
    const contract = contractOf(version.eventClass);
    const newest = newestOf(contract, versions);
    try {
      readAs(newest, version.eventClass, version.fixture);
      return [];
    } catch (error) {
      return [`${contract.cloudEventType}: ${(error as Error).message}`];
    }
  });
}

function newestOf({ type }: Contract, versions: readonly Version[]): Version['eventClass'] {
  const contracts = versions
    .map(({ eventClass }) => contractOf(eventClass))
    .filter((one) => one.type === type);
  return contracts.reduce((newest, one) => (one.version > newest.version ? one : newest)).eventClass;
}
