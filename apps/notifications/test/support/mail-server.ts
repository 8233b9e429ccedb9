import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { readMail, type Mail } from './mailbox';

type Answer = 'take' | 'break-after-taking' | { code: number; text: string };

/** A real SMTP server that answers as the test wants. */
export class MailServer {
  readonly taken: Mail[] = [];
  /** What it says to a recipient, and what it says when it has the whole mail. */
  toRecipient: Answer = 'take';
  toContent: Answer = 'take';
  private server?: SMTPServer;
  private listensOn = 0;
  private held: Promise<void> = Promise.resolve();

  get url(): string {
    return `smtp://127.0.0.1:${this.listensOn}`;
  }

  async start(): Promise<this> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onRcptTo: (_address, _session, done) => done(refusalOf(this.toRecipient)),
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => this.answer(Buffer.concat(chunks).toString(), done));
      },
    });
    server.on('error', () => 'a client that breaks off is part of the game');
    await new Promise<void>((resolve) => server.listen(this.listensOn, '127.0.0.1', resolve));
    this.listensOn = (server.server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  /** It takes what comes, and answers only when it is let go. */
  hold(): () => void {
    let letGo = (): void => undefined;
    this.held = new Promise((resolve) => (letGo = resolve));
    return letGo;
  }

  /** Nobody listens on its port any more, until it is started again. */
  async stop(): Promise<void> {
    const server = this.server;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
    this.server = undefined;
  }

  private answer(content: string, done: (error?: Error | null) => void): void {
    const refusal = refusalOf(this.toContent);
    if (refusal) return done(refusal);
    this.taken.push(readMail(content));
    if (this.toContent === 'break-after-taking') this.server?.connections.forEach((each) => each.close());
    else void this.held.then(() => done());
  }
}

function refusalOf(answer: Answer): Error | undefined {
  if (typeof answer === 'string') return undefined;
  return Object.assign(new Error(answer.text), { responseCode: answer.code });
}
