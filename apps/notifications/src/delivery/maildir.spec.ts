import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Maildir } from './maildir';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'maildir-'))));
afterEach(() => rm(folder, { recursive: true }));

const content = Buffer.from('Subject: x\n\nx\n');

describe('Maildir', () => {
  it('holds a mail whole in new, and leaves nothing in tmp', async () => {
    expect(await new Maildir(folder).put('1.a.warren', content)).toBe(true);
    expect(await readdir(join(folder, 'new'))).toEqual(['1.a.warren']);
    expect(await readFile(join(folder, 'new/1.a.warren'))).toEqual(content);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('holds it once, however many put it at the same time', async () => {
    const puts = Array.from({ length: 20 }, () => new Maildir(folder).put('1.a.warren', content));
    expect((await Promise.all(puts)).filter(Boolean)).toHaveLength(1);
    expect(await readdir(join(folder, 'new'))).toEqual(['1.a.warren']);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it.each(['1.a.warren', '1.a.warren:2,S'])('does not deliver again what was read as %s', async (read) => {
    const maildir = new Maildir(folder);
    await maildir.put('1.a.warren', content);
    await rename(join(folder, 'new/1.a.warren'), join(folder, 'cur', read));
    expect(await maildir.put('1.a.warren', content)).toBe(false);
    expect(await readdir(join(folder, 'new'))).toEqual([]);
  });
});
