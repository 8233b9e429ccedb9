import { brokerAddresses } from '@warren/eventing';
import { variablesOf } from '../../config/variable';
import { REDACTED } from './secret-text';

/** Shorter ones, and those that are a word like the user's name, would blacken half of the log. */
const SHORTEST = 8;
const SHORTEST_KEY = 40;

/**
 * The secrets that the service itself was given: passwords in its addresses, and whatever else its settings mark as secret. They
 * are blackened wherever they appear, and in whatever form.
 */
export class KnownSecrets {
  private pattern: RegExp | undefined;
  private readonly known = new Set<string>();

  /** @param settings of which the variables that are marked as secret count */
  learn(settings: object): void {
    const variables = variablesOf(settings.constructor);
    for (const [name, { secret }] of Object.entries(variables)) {
      const value = (settings as Record<string, unknown>)[name];
      if (secret && typeof value === 'string') secretsIn(value).forEach((found) => this.known.add(found));
    }
    const longestFirst = [...this.known].sort((one, other) => other.length - one.length);
    this.pattern = longestFirst.length > 0 ? new RegExp(longestFirst.map(escaped).join('|'), 'g') : undefined;
  }

  withoutThem(text: string): string {
    return this.pattern ? text.replace(this.pattern, REDACTED) : text;
  }
}

/** Of an address, the password, as it stands there and as it is meant; of anything else, all of it, and each key of a list of keys. */
function secretsIn(setting: string): string[] {
  // Of a cluster's address, with its many hosts, each node's is one that can be taken apart, and has the same password.
  const [value] = brokerAddresses(setting);
  if (!value.includes('://') || !URL.canParse(value)) {
    const keys = value.split(/[,:\s]+/).filter((part) => part.length >= SHORTEST_KEY);
    return [value, ...keys].filter((text) => text.length >= SHORTEST);
  }
  const { username, password } = new URL(value);
  if (password.length < SHORTEST || password === username) return [];
  return [password, decoded(password)];
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password; // a % that is none of an escape: it is meant as it stands there
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Those of this process. */
export const knownSecrets = new KnownSecrets();
