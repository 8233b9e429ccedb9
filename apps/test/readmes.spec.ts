import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const APPS = join(__dirname, '..');
const CONTRACTS = join(APPS, '../libs/contracts/src');
const apps = readdirSync(APPS).filter((name) => existsSync(join(APPS, name, 'src/main.ts')));

/** The part of a README that begins with this word in bold, up to the next such word. */
function paragraph(app: string, word: 'Publishes' | 'Consumes'): string {
  const readme = readFileSync(join(APPS, app, 'README.md'), 'utf8');
  const found = new RegExp(`\\*\\*${word}\\*\\*([^]*?)(?=\\n\\n|$)`).exec(readme)?.[1];
  if (found === undefined)
    throw new Error(`apps/${app}/README.md does not say what it ${word.toLowerCase()}.`);
  return found;
}

const linksIn = (text: string) => new Set([...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link));

function sources(app: string): { file: string; text: string }[] {
  return readdirSync(join(APPS, app, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => ({ file, text: readFileSync(join(APPS, app, 'src', file), 'utf8') }));
}

/** Where an event's contract is: `../../libs/contracts/src/orders/order-placed.v1.ts`, as a README links to it. */
function contractOf(event: string): string {
  const exported = readFileSync(join(CONTRACTS, 'index.ts'), 'utf8');
  const path = new RegExp(`export \\{[^}]*\\b${event}\\b[^}]*\\} from '\\./([^']+)'`).exec(exported)?.[1];
  if (!path) throw new Error(`libs/contracts does not export ${event}.`);
  return `../../libs/contracts/src/${path}.ts`;
}

describe.each(apps)('apps/%s/README.md', (app) => {
  it('names what it publishes, all of it and nothing else', () => {
    const contracts = readdirSync(join(CONTRACTS, app)).map(
      (file) => `../../libs/contracts/src/${app}/${file}`,
    );
    expect(linksIn(paragraph(app, 'Publishes'))).toEqual(new Set(contracts));
  });

  it('names what it consumes and who reacts, all of it and nothing else', () => {
    const text = paragraph(app, 'Consumes');
    const reactions = sources(app).flatMap(({ file, text: source }) =>
      [...source.matchAll(/@(?:IdempotentHandler|On)\((\w+)/g)].map(([, event]) => ({
        file,
        event: event ?? '',
      })),
    );
    // What comes round from itself is named by its reader alone; the contracts are among those it publishes.
    const events = reactions
      .map(({ event }) => contractOf(event))
      .filter((link) => !link.includes(`/src/${app}/`));
    const readers = reactions.map(({ file }) => `src/${file}`);
    expect(linksIn(text)).toEqual(new Set([...events, ...readers]));
  });
});
