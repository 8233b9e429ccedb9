import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf, services } from './objects';
import type { Rule } from './rules';

const DEFINITIONS = join(__dirname, '../components/broker-users/definitions.json');

/** Services whose events tell of persons, and those that ask them for the keys: by the rights that the code needs on the broker. */
export function servicesThatKnowPersons(): string[] {
  const { permissions } = JSON.parse(readFileSync(DEFINITIONS, 'utf8')) as {
    permissions: { user: string; write: string }[];
  };
  const answering = permissions.filter(({ write }) => write.includes('\\.answers'));
  const asking = answering.flatMap(({ write }) =>
    [...write.matchAll(/([a-z0-9-]+)\\\.answers/g)].map(([, asker = '']) => asker),
  );
  return [...new Set([...answering.map(({ user }) => user), ...asking])].sort();
}

/** Production refuses the key that everybody knows, as soon as the first event of a person comes: long after the roll-out. */
export const personsHaveKeys: Rule = (objects) =>
  services(objects)
    .filter(({ metadata }) => servicesThatKnowPersons().includes(metadata.name))
    .filter(
      ({ spec }) =>
        !spec.template.spec.containers.some(({ env = [] }) =>
          env.some(({ name }) => name === 'PERSONAL_DATA_KEYS'),
        ),
    )
    .map((deployment) => `${nameOf(deployment)} knows persons and has no PERSONAL_DATA_KEYS.`);
