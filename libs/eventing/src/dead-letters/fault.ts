import { createHash } from 'node:crypto';
import { storableText } from './storable-text';

/** What the failures of one bug have in common, however many messages it meets. */
export interface Fault {
  /** The same for all of them: consumer, name, text and place, hashed. Two consumers that fail alike are two groups. */
  fault: string;
  /** The error's message without what changes from one to the next. */
  text: string;
  /** The method that threw, and its file; empty when the stack does not tell. */
  place: string;
}

const LONGEST_TEXT = 300;
const LONGEST_PLACE = 200;
/** Long enough for the text and a few causes; beyond it even a cheap pattern takes its time. */
const LOOKED_AT = 2_000;

/**
 * Words with a digit in them: numbers, UUIDs, order-17, 0x7f. Names of columns and classes seldom have any. A version (`v2`) is no number:
 * another one is another fault.
 */
const CHANGING = /(?<![\p{L}\d_-])(?!v\d{1,3}(?![\p{L}\d_-]))[\p{L}_-]*\d[\p{L}\d_-]*/gu;
/** 12.5, 1:30:00. */
const SEVERAL = /#(?:[.,:/]#)+/g;
const FRAME = /^\s+at (?:async )?(?:(.+?) \()?((?:[a-z][\w+.-]*:\/\/|\/|[A-Za-z]:\\)[^()]*?):\d+:\d+\)?$/gm;
const NOT_OURS = /node_modules|node:internal/;

/**
 * Tells to which group of dead letters a failure belongs.
 *
 * The place is without line numbers: the same bug in the build of tomorrow is the same group.
 *
 * @example faultOf('reserve-stock', 'Error', 'No product 17', stack) // { text: 'No product #', place: 'Stock.take (stock.ts)', … }
 */
export function faultOf(
  consumer: string,
  errorName: string,
  message: string,
  stack: string | undefined,
): Fault {
  const lasting = message.slice(0, LOOKED_AT).replace(CHANGING, '#').replace(SEVERAL, '#');
  const text = storableText(lasting, LONGEST_TEXT);
  const place = storableText(placeIn(stack ?? ''), LONGEST_PLACE);
  const hash = createHash('sha256').update([consumer, errorName, text, place].join('\n')).digest('hex');
  return { fault: hash.slice(0, 16), text, place };
}

function placeIn(stack: string): string {
  for (const [, method, file = ''] of stack.matchAll(FRAME)) {
    if (NOT_OURS.test(file)) continue;
    const short = file.replace(/^.*[\\/]/, '');
    return method ? `${method} (${short})` : short;
  }
  return '';
}
