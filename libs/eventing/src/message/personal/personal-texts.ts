import type { Contract } from '../integration-event';
import { personalShapeOf, placesIn } from './personal-shape';
import { isForgotten, isUnreadableOnWire } from './wire-form';

/** So short a text is found in too many words that have nothing to do with it. */
const SHORTEST = 3;

/** The readable personal texts of an event, so that they can be kept out of what is written about it. */
export function personalTextsOf({ eventClass }: Pick<Contract, 'eventClass'>, data: unknown): string[] {
  const shape = personalShapeOf(eventClass);
  if (!shape) return [];
  return placesIn(shape, data)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string')
    .filter((text) => text.length >= SHORTEST && !isForgotten(text) && !isUnreadableOnWire(text));
}

/** A text without them: what an error says, or a log. The longest first: a name may begin with a shorter one. */
export function withoutTexts(text: string, personal: readonly string[]): string {
  return [...personal]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, one) => rest.replaceAll(one, '(personal)'), text);
}
