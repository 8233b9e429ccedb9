import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Mail {
  file: string;
  headers: Map<string, string>;
  text: string;
}

/** A mail as a person would read it; what this service sends is of one part. */
export function readMail(content: string, file = ''): Mail {
  const [head = '', ...body] = content.replace(/\r\n/g, '\n').split('\n\n');
  const headers = new Map(
    head
      .replace(/\n[ \t]+/g, ' ')
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  const text = body.join('\n\n');
  const isQuoted = headers.get('content-transfer-encoding') === 'quoted-printable';
  return { file, headers, text: isQuoted ? unquote(text) : text };
}

function unquote(text: string): string {
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** A mail folder of one test file. */
export class Mailbox {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Mailbox> {
    return new Mailbox(await mkdtemp(join(tmpdir(), 'warren-mail-')));
  }

  async mails(): Promise<Mail[]> {
    const files = await readdir(join(this.folder, 'new')).catch(() => []);
    return Promise.all(
      files.map(async (file) => readMail(await readFile(join(this.folder, 'new', file), 'utf8'), file)),
    );
  }

  async to(address: string): Promise<Mail[]> {
    return (await this.mails()).filter((mail) => mail.headers.get('to')?.includes(address));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
