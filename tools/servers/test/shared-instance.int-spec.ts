import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { greetPostgres } from '../postgres/handshake';
import { postgresUser } from '../postgres/private';
import { warrenFolder } from '../private-folder';
import { waitUntil } from '../wait-until';
import { Child } from './child';

interface Joined {
  url: string;
  joined: boolean;
}

describe('the shared private server', () => {
  const folder = mkdtempSync(join(warrenFolder(postgresUser()), 'shared-'));
  const children: Child[] = [];
  const aUser = () => {
    const child = new Child('join-shared.js', folder);
    children.push(child);
    return child;
  };

  afterAll(async () => {
    await Promise.all(children.map((child) => child.finish()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('is started once, used by all, outlives one that was killed, and stops with the last', async () => {
    const [first, second] = [aUser(), aUser()];
    const answers = await Promise.all([first.says<Joined>(), second.says<Joined>()]);
    expect(answers.map(({ joined }) => joined).sort()).toEqual([false, true]);
    const { url } = answers[0];
    expect(answers[1].url).toBe(url);

    await first.finish();
    await greetPostgres(url); // the second still uses it

    await second.kill();
    const third = aUser();
    expect(await third.says<Joined>()).toEqual({ url, joined: true });

    await third.finish();
    await expect(greetPostgres(url)).rejects.toThrow('ECONNREFUSED');

    const fourth = aUser(); // the same address and data again
    expect(await fourth.says<Joined>()).toEqual({ url, joined: false });
    await fourth.finish();
    await waitUntil(() => !existsSync(join(folder, 'data', 'postmaster.pid')), {
      timeoutMs: 10_000,
      message: () => 'the server is still running',
    });
  }, 120_000);
});
