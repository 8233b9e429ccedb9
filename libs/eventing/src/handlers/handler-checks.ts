import ms, { type StringValue } from 'ms';
import { CONTROL, EXCHANGES_OF_OTHERS, PERSONAL_DATA, PERSONAL_KEYS } from '../broker/names';
import { KEBAB } from '../message/identifier';
import { breakerProblem } from './breaker/breaker-options';
import { HandlerDeclarationError } from './discover-handlers';
import type { HandlerDefinition } from './handler-definition';

/** Names of queues that are not handlers'. */
const RESERVED = [...EXCHANGES_OF_OTHERS, 'dead-letters', CONTROL, PERSONAL_KEYS, PERSONAL_DATA];

/** The broker allows 255 bytes. */
const LONGEST_QUEUE_NAME = 255;

/** @throws HandlerDeclarationError saying which option is wrong and what it may be. */
export function checkDefinition(definition: HandlerDefinition, place: string): void {
  const problem = problemWith(definition);
  if (problem) throw new HandlerDeclarationError(`@IdempotentHandler on ${place}: ${problem}`);
}

/** What is wrong with it and what it may be, as the end of a sentence; undefined when nothing is. */
export function problemWith({
  name,
  queue,
  concurrency,
  immediateTries,
  retryDelays,
  breaker,
}: HandlerDefinition): string | undefined {
  if (!KEBAB.test(name))
    return `the name "${name}" is not in kebab case, like reserve-stock-when-order-placed.`;
  if (RESERVED.includes(name)) return `the name "${name}" is taken by the library; choose another.`;
  if (Buffer.byteLength(queue) > LONGEST_QUEUE_NAME)
    return `the queue's name "${queue}" is too long for the broker; give it a shorter name.`;
  if (!isWholeFrom1(concurrency)) return `concurrency must be a whole number from 1, not ${concurrency}.`;
  if (!isWholeFrom1(immediateTries))
    return `retry.immediate must be a whole number from 1, not ${immediateTries}.`;
  const wrong = retryDelays.find((delay) => !isDuration(delay));
  if (wrong !== undefined)
    return `the retry delay "${wrong}" is no duration; write it like 500ms, 10s, 1m or 2h.`;
  return breakerProblem(breaker);
}

function isWholeFrom1(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function isDuration(delay: string): boolean {
  return typeof delay === 'string' && ms(delay as StringValue) > 0;
}

/** @throws HandlerDeclarationError naming both, when two handlers would share a queue and an inbox key. */
export function refuseDuplicates(handlers: readonly { name: string; place: string }[]): void {
  const places = new Map<string, string>();
  for (const { name, place } of handlers) {
    const other = places.get(name);
    if (other !== undefined) {
      throw new HandlerDeclarationError(
        `Two handlers are named "${name}": ${other} and ${place}. They would share one queue. ` +
          'Give one of them another name, with @IdempotentHandler(Event, { name }); if it is one class in two modules, provide it in one and export it.',
      );
    }
    places.set(name, place);
  }
}
