import { Option, SubCommand } from 'nest-commander';
import { EventTail, type TailedEvent, type TailOptions } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import { wholeNumber } from '../command-line/whole-number';

const MOST = 10_000;

interface Options {
  type?: string[];
  aggregate?: string;
  correlation?: string;
  last: number;
  follow: boolean;
  data?: boolean;
}

/** Live: it writes an event as it comes, as JSON one document a line, and ends with Ctrl-C. */
@SubCommand({
  name: 'tail',
  description: 'Shows events as they are committed, until Ctrl-C; with --json one document a line',
})
export class EventsTailCommand extends OperationCommand<void, Options> {
  constructor(private readonly tail: EventTail) {
    super();
  }

  @Option({
    flags: '--type <type>',
    description: 'Only these: orders.order-placed.v1, or shorter; may be repeated',
  })
  type(value: string, before: string[] = []): string[] {
    return [...before, ...value.split(',')];
  }

  @Option({ flags: '--aggregate <id>', description: 'Only those about this: an id, or a partition key' })
  aggregate(value: string): string {
    return value;
  }

  @Option({ flags: '--correlation <id>', description: 'Only those that this request has set off' })
  correlation(value: string): string {
    return value;
  }

  @Option({
    flags: '--last <n>',
    description: 'Look through this many of the latest first',
    defaultValue: 10,
  })
  last(value: string): number {
    return wholeNumber(value, '--last', { min: 0, max: MOST });
  }

  @Option({ flags: '--no-follow', description: 'End after the latest' })
  follow(): boolean {
    return false;
  }

  @Option({ flags: '--data', description: 'With their data, but for confidential ones' })
  data(): boolean {
    return true;
  }

  override async run(_parameters: string[], options: Options): Promise<void> {
    await this.session.connect(this.needs);
    const over = new AbortController();
    for await (const event of this.tail.follow(tailOptions(options), over.signal))
      this.output.entry(event, lineOf(event));
  }

  protected perform(): Promise<void> {
    return Promise.resolve();
  }

  protected pageOf(): [] {
    return [];
  }
}

function tailOptions({ type, aggregate, correlation, last, follow, data }: Options): TailOptions {
  return {
    ...(type && { types: type }),
    ...(aggregate !== undefined && { aggregate }),
    ...(correlation !== undefined && { correlationId: correlation }),
    ...{ last, follow, withData: data === true },
  };
}

function lineOf({
  time,
  position,
  type,
  partitionKey,
  sequence,
  correlationId,
  confidential,
  data,
}: TailedEvent) {
  const line = [
    time,
    String(position).padStart(8),
    type.padEnd(40),
    `${partitionKey} #${sequence ?? '?'}`,
    `correlation ${correlationId}`,
  ].join('  ');
  if (data !== undefined) return `${line}\n    ${JSON.stringify(data)}`;
  return confidential ? `${line}  (confidential)` : line;
}
