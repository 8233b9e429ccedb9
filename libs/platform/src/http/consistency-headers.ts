import { ConsistencyToken, MalformedTokenError } from '@warren/eventing';
import { invalidRequest } from './validation';

/**
 * On the answer to a command: what it has published, as an opaque text. On a query: what its answer should show; several,
 * separated by commas, where several commands should show.
 */
export const CONSISTENCY_TOKEN = 'Consistency-Token';

/** On the answer to a query that was sent with a token: `caught-up`, or `behind` when it does not show all of it yet. */
export const CONSISTENCY = 'Consistency';

const MOST_TOKENS = 20;

/**
 * @returns undefined when the header was not sent.
 * @throws ProblemError when it holds something else than tokens.
 */
export function readConsistencyToken(header: string | undefined): ConsistencyToken | undefined {
  if (header === undefined) return undefined;
  const texts = header.split(',').map((text) => text.trim());
  if (texts.length > MOST_TOKENS) throw refusal(`it holds ${texts.length} tokens, more than ${MOST_TOKENS}`);
  return texts.map((text) => parse(text)).reduce((all, one) => all.and(one));
}

function parse(text: string): ConsistencyToken {
  try {
    return ConsistencyToken.parse(text);
  } catch (error) {
    if (error instanceof MalformedTokenError) throw refusal(error.message.replace(/\.$/, ''));
    throw error;
  }
}

function refusal(why: string) {
  const detail = `The header ${CONSISTENCY_TOKEN} must hold what a command was answered with: ${why}`;
  return invalidRequest([{ field: CONSISTENCY_TOKEN, rule: 'isConsistencyToken', detail }]);
}
