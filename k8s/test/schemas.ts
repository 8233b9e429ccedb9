import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { nameOf, type KubernetesObject } from './objects';

/** Beside the checkout, not part of it: strict schemas of Kubernetes' kinds, `{kinds, definitions}`. */
export const SCHEMAS_FILE = join(__dirname, '../../../shared/k8s-schemas/schemas.json');

export const areSchemasThere = (): boolean => existsSync(SCHEMAS_FILE);

/** Patterns of operators are Go's, which says in the pattern itself that case does not matter. */
const goPattern = Object.assign(
  (pattern: string, flags: string) =>
    pattern.includes('(?i)')
      ? new RegExp(pattern.replace('(?i)', ''), `${flags}i`)
      : new RegExp(pattern, flags),
  { code: 'new RegExp' },
);

interface Schemas {
  kinds: Record<string, { $ref: string }>;
  definitions: Record<string, unknown>;
}

/** Checks objects against the schema of their kind. Unknown fields are refused, so a misspelt one is found. */
export class KubernetesSchemas {
  private readonly ajv = addFormats(new Ajv({ allErrors: true, strict: false, code: { regExp: goPattern } }));
  private readonly schemas = JSON.parse(readFileSync(SCHEMAS_FILE, 'utf8')) as Schemas;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor() {
    this.ajv.addSchema({ $id: 'kubernetes', definitions: this.schemas.definitions });
  }

  /** @returns one message for each field that is wrong, with its place; none for a valid object. */
  problemsOf(object: KubernetesObject): string[] {
    const kind = `${object.apiVersion}/${object.kind}`;
    const reference = this.schemas.kinds[kind]?.$ref;
    if (!reference) return [`${nameOf(object)}: Kubernetes has no kind ${kind}.`];
    const validate = this.compiled.get(kind) ?? this.ajv.compile({ $ref: `kubernetes${reference}` });
    this.compiled.set(kind, validate);
    if (validate(object)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${nameOf(object)}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}
