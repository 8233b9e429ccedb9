import type { OpenAPIObject } from '@nestjs/swagger';
import { CONSISTENCY, CONSISTENCY_TOKEN } from './consistency-headers';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Header = { description: string; schema: { type: 'string'; enum?: string[] } };

const OF_COMMANDS: Record<string, Header> = {
  [CONSISTENCY_TOKEN]: {
    description:
      'Opaque: what the command has published, absent where that is nothing. A query that takes it shows what the command did.',
    schema: { type: 'string' },
  },
};

const OF_WAITING: Record<string, Header> = {
  [CONSISTENCY]: {
    description: `Sent when the request had a \`${CONSISTENCY_TOKEN}\`: \`caught-up\`, or \`behind\` when the answer is made of what there was when the time was up.`,
    schema: { type: 'string', enum: ['caught-up', 'behind'] },
  },
  'Preference-Applied': {
    description: '`wait=<seconds>` when a wait was asked for and everything showed within it.',
    schema: { type: 'string' },
  },
};

/** Which headers answers carry follows from the routes, and so do their docs. */
export function describeConsistency(document: OpenAPIObject): OpenAPIObject {
  for (const { get, post, put, patch, delete: remove } of Object.values(document.paths)) {
    for (const command of [post, put, patch, remove]) if (command) addHeaders(command, OF_COMMANDS);
    for (const operation of [get, post, put, patch, remove])
      if (operation && takesToken(operation)) addHeaders(operation, OF_WAITING);
  }
  return document;
}

function takesToken({ parameters = [] }: Operation): boolean {
  return parameters.some((parameter) => 'name' in parameter && parameter.name === CONSISTENCY_TOKEN);
}

/** To each answer that is no error. */
function addHeaders({ responses }: Operation, headers: Record<string, Header>): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!response || !status.startsWith('2') || '$ref' in response) continue;
    response.headers = { ...response.headers, ...headers };
  }
}
