import { redactText } from '../../logging/redaction/redact';
import { EXIT, type ExitCode } from './exit-code';
import { textOf, type Page } from './page';

/**
 * `text`: for people. `json`: one document, and nothing else. `messages`: one JSON message a line, for `npx warren`, which
 * puts together what several services say.
 */
export type OutputForm = 'text' | 'json' | 'messages';

/** Set by `npx warren`. */
const MESSAGES_WANTED = 'WARREN_MESSAGES';

/** Known before the command has been understood, so that an error of its usage comes in the right form, too. */
export function formFor(args: readonly string[], env: NodeJS.ProcessEnv = process.env): OutputForm {
  if (env[MESSAGES_WANTED]) return 'messages';
  return args.includes('--json') ? 'json' : 'text';
}

interface Streams {
  out: (text: string) => void;
  error: (text: string) => void;
}

const OF_THE_PROCESS: Streams = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/** Says what a command has come to. Nothing else may write to standard output. */
export class Output {
  /** What the process is to end with, by what has been said so far. */
  exitCode: ExitCode = EXIT.fine;

  constructor(
    private readonly form: OutputForm,
    private readonly streams: Streams = OF_THE_PROCESS,
  ) {}

  /** The end of a command that was done. @param isWell false: what it looked at needs somebody, and the command ends with 1. */
  result(result: unknown, page: Page, isWell = true): void {
    if (!isWell) this.exitCode = EXIT.failed;
    if (this.form === 'text') this.print(textOf(page));
    else if (this.form === 'json') this.print(JSON.stringify(result, null, 2));
    else this.print(JSON.stringify({ kind: 'result', result, page, isWell }));
  }

  /** One of many, while the command goes on. As JSON it is a document of its own, on one line. */
  entry(entry: unknown, text: string): void {
    if (this.form === 'text') this.print(text);
    else this.print(JSON.stringify(this.form === 'json' ? entry : { kind: 'entry', entry, text }));
  }

  /** How a command that takes long is getting on; never on standard output, but for `npx warren`, which knows to tell it apart. */
  progress(text: string): void {
    if (this.form === 'messages') this.print(JSON.stringify({ kind: 'progress', text }));
    else this.streams.error(`${text}\n`);
  }

  /** The end of a command that was not understood, or could not be done. */
  error(kind: 'usage' | 'failed', text: string): void {
    const message = redactText(text);
    this.exitCode = EXIT[kind];
    if (this.form === 'text') this.streams.error(`${message}\n`);
    else if (this.form === 'json') this.print(JSON.stringify({ error: { kind, message } }, null, 2));
    else this.print(JSON.stringify({ kind: 'error', error: { kind, message } }));
  }

  private print(text: string): void {
    this.streams.out(`${text}\n`);
  }
}
