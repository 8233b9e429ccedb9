const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { checkRequirements } = require('./requirements');

const PROGRAMS = ['buildah', 'podman', 'runc', 'debootstrap', 'git'];

describe('what npm run image needs', () => {
  /** @type {string} */
  let folder;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-programs-'));
    for (const program of PROGRAMS) fs.writeFileSync(path.join(folder, program), '');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const machine = () => ({ platform: 'linux', arch: 'x64', user: 0, folders: ['', folder] });

  it('is there: nothing is said', () => expect(() => checkRequirements(machine())).not.toThrow());

  it('is missing: all of it is named at once, with what to do', () => {
    fs.rmSync(path.join(folder, 'podman'));
    fs.rmSync(path.join(folder, 'runc'));
    expect(() => checkRequirements({ ...machine(), user: 1000 })).toThrow(
      /apt-get install podman runc\n.*sudo npm run image/,
    );
  });

  it('cannot be had elsewhere: the way with Docker is named', () =>
    expect(() => checkRequirements({ ...machine(), platform: 'darwin', arch: 'arm64' })).toThrow(
      /darwin on arm64.*docker build -f docker\/Dockerfile/,
    ));
});
