import type { Contract } from '../../message/integration-event';

/** A snapshot that a projection of this service takes. */
export interface WantedSnapshot {
  projection: string;
  contract: Contract;
}

/** The same as arrays, one element for each, as statements take them. */
export interface WantedColumns {
  projections: string[];
  snapshots: string[];
  /** The first text that a stream of the aggregate could be, and the first one behind all of them, byte by byte. */
  firsts: string[];
  behinds: string[];
}

export function columnsOf(wanted: readonly WantedSnapshot[]): WantedColumns {
  const streams = wanted.map(({ contract: { service, aggregate } }) => `/${service}/${aggregate}`);
  return {
    projections: wanted.map(({ projection }) => projection),
    snapshots: wanted.map(({ contract }) => contract.cloudEventType),
    firsts: streams.map((stream) => `${stream}/`),
    behinds: streams.map((stream) => `${stream}${BEHIND_SLASH}`),
  };
}

/** The character after the slash. */
const BEHIND_SLASH = '0';
