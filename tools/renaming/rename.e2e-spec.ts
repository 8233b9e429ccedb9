import { spawn } from 'node:child_process';
import { repository } from '../repository';
import { RepositoryCopy } from '../testing/repository-copy';
import { currentName } from './current-name';
import { readFiles } from './files';
import { isLeftAlone } from './left-alone';

jest.setTimeout(900_000);

class Copy extends RepositoryCopy {
  run(...args: string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, args, {
      cwd: this.root,
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
  }

  /** Files that say a name, in their path or inside, written as one word or several. */
  saying(name: string): string[] {
    const written = new RegExp(`(?<![A-Za-z])${name.replaceAll('-', '[-_ ]?')}`, 'i');
    return readFiles(this.root)
      .filter(({ place, text = '' }) => !isLeftAlone(place) && (written.test(place) || written.test(text)))
      .map(({ place }) => place);
  }
}

describe('npm run rename', () => {
  const { kebab: present } = currentName(repository);
  let copy: Copy;
  beforeAll(() => void (copy = new Copy()));
  afterAll(() => copy.remove());

  it.each(
    [
      { from: present, to: 'quiet-estuary', title: 'Quiet Estuary' },
      { from: 'quiet-estuary', to: 'acme', title: 'Acme' },
    ].filter(({ from, to }) => from !== to),
  )(
    'from $from to $to leaves the documents as the code says, and nothing says the old name',
    async ({ from, to, title }) => {
      expect(copy.saying(from).length).toBeGreaterThan(100);
      const renamed = await copy.run('tools/rename.js', to);
      expect(renamed).toMatchObject({ code: 0 });
      expect(renamed.output).toContain(`npx ${to}`);
      expect(copy.saying(from)).toEqual([]);
      expect(copy.read('README.md')).toMatch(new RegExp(`^# ${title}\n`));
      expect(await copy.run('tools/docs.js', '--check')).toMatchObject({ code: 0 });
      copy.commit();
    },
  );
});
