/** AMQP has one byte for the length of a property that is a text. */
const LONGEST_PROPERTY = 255;

/**
 * The text, if it can be an AMQP property. A caller chooses its correlation id: one that is too long stays in the body
 * alone.
 */
export function shortText(text: string | null | undefined): string | undefined {
  return typeof text === 'string' && Buffer.byteLength(text) <= LONGEST_PROPERTY ? text : undefined;
}
