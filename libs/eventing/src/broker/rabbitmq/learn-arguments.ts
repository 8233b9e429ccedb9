import type { Drift } from '../broker';
import type { Difference } from '../broker-admin';
import type { QueueDeclaration } from '../topology';

/** RabbitMQ's sentence: `inequivalent arg 'x-a' for queue 'q' in vhost '/': received none but current is the value '5' of type 'byte'`. */
const SENTENCE =
  /inequivalent arg '([^']+)'.*but current is (?:none|(?:the value )?'(.*?)'(?: of type '(\w+)')?)$/s;
const MOST = 30;

/**
 * Everything in which a queue differs from its declaration. The broker names one argument at a time: so it is asked again
 * with that one as it is, until it has nothing more to say. Only ever declares what exists, as it exists.
 *
 * @param refusalOf declares the queue, and returns what the broker has against it
 */
export async function learnDifferences(
  declaration: QueueDeclaration,
  first: Drift,
  refusalOf: (probe: QueueDeclaration) => Promise<Drift | undefined>,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  let probe = declaration;
  let drift: Drift | undefined = first;
  while (drift && differences.length < MOST) {
    const difference = readDifference(drift.detail, declaration);
    if (!difference || differences.some(({ argument }) => argument === difference.argument)) break;
    differences.push(difference);
    if (!difference.argument.startsWith('x-')) break;
    probe = { ...probe, arguments: withArgument(probe.arguments, difference) };
    drift = await refusalOf(probe);
  }
  return differences;
}

function readDifference(sentence: string, { arguments: declared }: QueueDeclaration): Difference | undefined {
  const [, argument, text, type] = SENTENCE.exec(sentence) ?? [];
  if (argument === undefined) return undefined;
  return { argument, declared: declared[argument], live: valueOf(text, type, declared[argument]) };
}

/** Where the broker compares numbers it does not say of which type they are. */
function valueOf(
  text: string | undefined,
  type: string | undefined,
  declared: string | number | undefined,
): string | number | undefined {
  if (text === undefined || type === 'longstr') return text;
  return type !== undefined || typeof declared === 'number' ? Number(text) : text;
}

function withArgument(
  { ...args }: QueueDeclaration['arguments'],
  { argument, live }: Difference,
): QueueDeclaration['arguments'] {
  delete args[argument];
  return live === undefined ? args : { ...args, [argument]: live };
}
