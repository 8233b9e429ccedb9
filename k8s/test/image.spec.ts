import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Instructions of the Dockerfile, `[name, argument]`, in order. */
function instructions(dockerfile: string): [string, string][] {
  return dockerfile
    .replaceAll(/\\\n\s*/g, '') // a line that goes on in the next one
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line): [string, string] => [line.split(' ', 1)[0]!, line.slice(line.indexOf(' ') + 1).trim()]);
}

describe('docker/Dockerfile', () => {
  const steps = instructions(read('docker/Dockerfile'));
  const last = (name: string): string | undefined => steps.findLast(([step]) => step === name)?.[1];

  it('runs on the version of Node.js that is developed and tested with', () => {
    const image = steps.find(([name, argument]) => name === 'ARG' && argument.startsWith('NODE_IMAGE='))?.[1];
    expect(image).toMatch(new RegExp(`^NODE_IMAGE=node:${read('.nvmrc').trim()}-`));
  });

  it('starts node without a shell, which would keep the signals to itself', () => {
    const command = JSON.parse(last('ENTRYPOINT') ?? '') as string[];
    expect(command[0]).toBe('node');
    expect(last('CMD')).toBeUndefined();
  });

  it('asks after its own health without a shell, at the port that it and the pods set', () => {
    const check = last('HEALTHCHECK') ?? '';
    const command = JSON.parse(check.slice(check.indexOf('CMD ') + 4)) as string[];
    expect(command.slice(0, 2)).toEqual(['node', '-e']);
    expect(command[2]).toMatch(/process\.env\.PORT \+ '\/health\/live'/);
    const [, port] = /PORT=(\d+)/.exec(last('ENV') ?? '') ?? [];
    expect(last('EXPOSE')).toBe(port);
    expect(read('k8s/base/every-deployment.yaml')).toContain(`- name: PORT\n              value: '${port}'`);
  });

  it('runs as the user, by number, that the pods run as', () => {
    for (const patch of ['every-deployment.yaml', 'every-migration.yaml']) {
      const [, user] = /runAsUser: (\d+)/.exec(read(`k8s/base/${patch}`)) ?? [];
      const [, group] = /runAsGroup: (\d+)/.exec(read(`k8s/base/${patch}`)) ?? [];
      expect(last('USER')).toBe(`${user}:${group}`);
    }
  });

  it('copies only what exists and .dockerignore lets through', () => {
    const sources = steps
      .filter(([name, argument]) => name === 'COPY' && !argument.startsWith('--from'))
      .flatMap(([, argument]) => argument.split(' ').slice(0, -1));
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(sources).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'libs']));
    for (const source of sources) {
      const [top = ''] = source.split('/');
      expect(allowed).toContain(top);
      expect([top, existsSync(join(ROOT, top))]).toEqual([top, true]);
    }
    expect([...new Set(sources.map((source) => source.split('/')[0]))].sort()).toEqual(allowed.sort());
  });
});
