const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { stubKind } = require('../test/stub-kind');
const { dockerCompose } = require('./compose');

// Stands in for Docker: answers as told by files beside it, and notes how it was called and with which ports.
const FAKE_DOCKER = `#!/bin/sh
here=$(dirname "$0")
echo "$@ [$POSTGRES_PORT_1234]" >> "$here/calls"
[ -e "$here/dead" ] && exit 1
case "$*" in
  *" ps "*) [ -e "$here/running" ] && echo 4711 ;;
  *" up "*) [ -e "$here/broken" ] && { echo 'no space left' >&2; exit 1; } ;;
  *" port "*) echo 127.0.0.1:15432 ;;
esac
exit 0
`;

describe('docker compose', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-docker-'));
  const { PATH } = process.env;
  const progress = { update: () => undefined };
  const calls = () => fs.readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');
  const mark = (/** @type {string} */ name) => fs.writeFileSync(path.join(folder, name), '');

  beforeEach(() => {
    for (const name of ['calls', 'dead', 'running', 'broken'])
      fs.rmSync(path.join(folder, name), { force: true });
    fs.writeFileSync(path.join(folder, 'docker'), FAKE_DOCKER, { mode: 0o755 });
    process.env.PATH = `${folder}${path.delimiter}${PATH}`;
  });

  afterAll(() => {
    process.env.PATH = PATH;
    fs.rmSync(folder, { recursive: true });
  });

  it('starts the container, and stops it in the end', async () => {
    const outcome = await dockerCompose.find(stubKind(), progress);
    expect(outcome).toMatchObject({ url: 'stub://127.0.0.1:15432', how: 'container of docker/compose.yaml' });
    expect(calls().find((call) => call.includes(' up '))).toMatch(/up --detach --wait postgres \[1234\]$/);
    if ('url' in outcome) await outcome.stop?.();
    expect(calls().at(-1)).toMatch(/docker\/compose\.yaml stop postgres/);
  });

  it('gives it another port when the usual one is taken', async () => {
    const other = net.createServer();
    await new Promise((resolve) => other.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {net.AddressInfo} */ (other.address());
    fs.writeFileSync(path.join(folder, 'docker'), FAKE_DOCKER.replaceAll('1234', String(port)), {
      mode: 0o755,
    });
    await dockerCompose.find(stubKind({ composePorts: [port] }), progress);
    const [, chosen] = /\[(\d+)\]$/.exec(calls().find((call) => call.includes(' up ')) ?? '') ?? [];
    expect(Number(chosen)).toBeGreaterThan(1024);
    expect(Number(chosen)).not.toBe(port);
    await new Promise((resolve) => other.close(resolve));
  });

  it('leaves a container alone that was running before', async () => {
    mark('running');
    const outcome = await dockerCompose.find(stubKind(), progress);
    expect(outcome).toEqual({
      url: 'stub://127.0.0.1:15432',
      how: 'container of docker/compose.yaml, still running',
    });
    expect(calls().join()).not.toContain(' up ');
  });

  it('says that no engine answers', async () => {
    mark('dead');
    expect(await dockerCompose.find(stubKind(), progress)).toEqual({ why: 'no Docker engine answers' });
  });

  it('says that Docker is not installed', async () => {
    process.env.PATH = folder;
    fs.rmSync(path.join(folder, 'docker'));
    expect(await dockerCompose.find(stubKind(), progress)).toEqual({ why: 'Docker is not installed' });
  });

  it('tells why a container did not start', async () => {
    mark('broken');
    const outcome = await dockerCompose.find(stubKind(), progress);
    expect(outcome).toMatchObject({
      surprising: true,
      why: expect.stringContaining('docker compose could not start it'),
    });
    expect(outcome).toMatchObject({ why: expect.stringContaining('no space left') });
  });
});
