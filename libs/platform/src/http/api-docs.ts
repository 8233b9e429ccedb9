import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ROLES_EXTENSION } from '../access/access-rule';
import { describeConsistency } from './consistency-docs';
import { Problem, PROBLEM_JSON } from './problem';

const ABOUT_TOKENS =
  'A JWT of the identity provider. `x-roles` of an operation names the roles of which its token needs one; what has no security needs no token.';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ResponseObject = NonNullable<OperationObject['responses'][string]>;

/** Serves the API's description: for people at `/docs`, for programs at `/docs-json`. */
export function serveApiDocs(app: INestApplication, service: string): void {
  const config = new DocumentBuilder()
    .setTitle(service)
    .setDescription(
      `The HTTP API of the ${service} service. Every error is an \`${PROBLEM_JSON}\` document (RFC 9457); every answer ` +
        'names its `X-Correlation-Id`, which may also be sent.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: ABOUT_TOKENS })
    .build();
  SwaggerModule.setup('docs', app, () =>
    describeConsistency(
      withGeneralErrors(SwaggerModule.createDocument(app, config, { extraModels: [Problem] })),
    ),
  );
}

/** Of an operation that wants a token. */
function describeRefusals(
  operation: OperationObject,
  problem: (description: string) => ResponseObject,
): void {
  const roles = (operation as { [ROLES_EXTENSION]?: string[] })[ROLES_EXTENSION] ?? [];
  operation.responses['401'] ??= problem('There is no token, or it is no good: `WWW-Authenticate` says why.');
  operation.responses['403'] ??= problem(
    `The token does not have the role ${roles.join(' or ')}${roles.includes('customer') ? ', or a customer asks in the name of somebody else' : ''}.`,
  );
}

/** What any operation may answer is said once, here, and not on every controller. */
function withGeneralErrors(document: OpenAPIObject): OpenAPIObject {
  const problem = (description: string) => ({
    description,
    content: { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  const operations = Object.values(document.paths).flatMap((path) => [
    path.get,
    path.put,
    path.post,
    path.patch,
    path.delete,
  ]);
  for (const operation of operations) {
    if (!operation || operation.tags?.includes('health')) continue;
    const takesInput = operation.requestBody || (operation.parameters ?? []).length > 0;
    if (takesInput)
      operation.responses['400'] ??= problem('The request is malformed; `errors` lists what is wrong.');
    if (operation.security) describeRefusals(operation, problem);
    operation.responses['429'] ??= problem('Too many requests; `Retry-After` says when to come back.');
    operation.responses['default'] ??= problem('Any other error.');
  }
  return document;
}
