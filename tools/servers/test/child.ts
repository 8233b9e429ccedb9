import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One of the small programs beside this file, as a process of its own. */
export class Child {
  private readonly process;
  private readonly exit;
  private readonly lines;

  constructor(program: string, ...args: string[]) {
    this.process = spawn(process.execPath, [join(__dirname, program), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.exit = once(this.process, 'close');
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it prints, read as JSON. */
  async says<T>(): Promise<T> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('The program ended without saying anything; its errors are above.');
    return JSON.parse(value) as T;
  }

  /** Ends its input, which is how it is told to finish. */
  async finish(): Promise<void> {
    this.process.stdin.end();
    await this.exit;
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exit;
  }
}
