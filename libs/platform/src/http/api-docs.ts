import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describeConsistency } from './consistency-docs';
import { Problem, PROBLEM_JSON } from './problem';

/** Serves the API's description: for people at `/docs`, for programs at `/docs-json`. */
export function serveApiDocs(app: INestApplication, service: string): void {
  const config = new DocumentBuilder()
    .setTitle(service)
    .setDescription(
      `The HTTP API of the ${service} service. Every error is an \`${PROBLEM_JSON}\` document (RFC 9457); every answer ` +
        'names its `X-Correlation-Id`, which may also be sent.',
    )
    .setVersion('1')
    .build();
  SwaggerModule.setup('docs', app, () =>
    describeConsistency(
      withGeneralErrors(SwaggerModule.createDocument(app, config, { extraModels: [Problem] })),
    ),
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
    operation.responses['default'] ??= problem('Any other error.');
  }
  return document;
}
