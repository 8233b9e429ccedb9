const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { withLock } = require('./lock');

describe('a lock', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-lock-'));
  const file = path.join(folder, 'deep', 'lock');
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('lets one work at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (inside += 1));
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 3 }, () => withLock(file, 'testing', work)));
    expect(most).toBe(1);
  });

  it('is free again after work that failed', async () => {
    const failing = withLock(file, 'testing', async () => {
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    await expect(withLock(file, 'testing', async () => 'done')).resolves.toBe('done');
    expect(fs.readdirSync(path.dirname(file))).toEqual([]);
  });

  it('of a process that has ended is void', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    fs.writeFileSync(file, String(pid));
    await expect(withLock(file, 'testing', async () => 'done')).resolves.toBe('done');
  });
});
