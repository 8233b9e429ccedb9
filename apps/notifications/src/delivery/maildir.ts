import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A Maildir (https://cr.yp.to/proto/maildir.html): a file is written in `tmp`, appears whole in `new`, and is moved to `cur`,
 * with flags after a colon, by who reads it.
 */
export class Maildir {
  constructor(private readonly folder: string) {}

  /**
   * Puts a mail into it unless one of this name is there already, unread or read. Safe on disk when it returns; a process
   * that dies on the way leaves at most a file in `tmp`.
   *
   * @param name without `/` and `:`, the same for the same mail
   * @returns whether it was not there before.
   */
  async put(name: string, content: Buffer): Promise<boolean> {
    await Promise.all(
      ['tmp', 'new', 'cur'].map((part) => mkdir(join(this.folder, part), { recursive: true })),
    );
    if (await this.hasBeenRead(name)) return false;
    const written = join(this.folder, 'tmp', `${name}.${randomUUID()}`);
    try {
      await writeDurably(written, content);
      return await this.publish(written, name);
    } finally {
      await unlink(written);
    }
  }

  /** By a link and not by renaming: that would replace what is there, and two who look first may both find nothing. */
  private async publish(written: string, name: string): Promise<boolean> {
    try {
      await link(written, join(this.folder, 'new', name));
      await syncFolder(join(this.folder, 'new'));
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'EEXIST') return false;
      throw error;
    }
  }

  private async hasBeenRead(name: string): Promise<boolean> {
    const read = await readdir(join(this.folder, 'cur'));
    return read.some((file) => file === name || file.startsWith(`${name}:`));
  }
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A file survives a power cut only when its folder's entry does. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
