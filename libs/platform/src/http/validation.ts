import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { ProblemError, type InvalidField } from './problem';
import { inheritedNames } from './inherited-names';

/** Bodies, parameters and queries become instances of their classes, or the request is refused with all that is wrong. */
export function requestValidation(): ValidationPipe {
  return new RequestValidation({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) => invalidRequest(errors.flatMap((error) => invalidFields(error))),
  });
}

class RequestValidation extends ValidationPipe {
  /** JSON may be nested more deeply than any stack, and the body comes from a stranger. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const unknownFields = inheritedNames(value);
    if (unknownFields.length > 0) throw invalidRequest(unknownFields);
    if (metadata.type === 'body' && Array.isArray(value)) {
      throw new ProblemError(400, 'malformed-body', 'The body is JSON, but it must be an object.');
    }
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ProblemError(400, 'malformed-body', 'The body is nested too deeply to be read.');
    }
  }
}

/** The answer to a request with these faults. */
export function invalidRequest(errors: InvalidField[]): ProblemError {
  const detail = errors.map(({ detail }) => detail).join('; ');
  return new ProblemError(400, 'invalid-request', `${detail}.`, { errors });
}

function invalidFields(error: ValidationError, parent = ''): InvalidField[] {
  const field = pathOf(error.property, parent);
  if (isMissing(error)) return [{ field, rule: 'isDefined', detail: `${field} is missing` }];
  const own = typesFirst(withoutConsequences(error)).map(([rule, message]) => ({
    field,
    rule,
    detail: namingField(message, error.property, field),
  }));
  return own.concat((error.children ?? []).flatMap((child) => invalidFields(child, field)));
}

/** Rules that only make sense of a value of this type. */
const ABOUT: Record<string, string> = {
  min: 'number',
  max: 'number',
  minLength: 'string',
  maxLength: 'string',
};

/** What is of the wrong type breaks every rule about sizes, too: "5" for 5 is one mistake and not three. */
function withoutConsequences({ value, constraints = {} }: ValidationError): [string, string][] {
  const broken = Object.entries(constraints);
  const own = broken.filter(([rule]) => ABOUT[rule] === undefined || ABOUT[rule] === typeof value);
  return own.length > 0 ? own : broken;
}

/** What has no whole number breaks a rule about sizes perhaps, too; the type is what its sender has to mend first. */
function typesFirst(broken: [rule: string, message: string][]): [rule: string, message: string][] {
  const isAboutType = ([rule]: [string, string]) => /^is[A-Z]/.test(rule) || rule === 'matches';
  return [...broken.filter(isAboutType), ...broken.filter((each) => !isAboutType(each))];
}

function pathOf(property: string, parent: string): string {
  if (!parent) return property;
  return /^\d+$/.test(property) ? `${parent}[${property}]` : `${parent}.${property}`;
}

/** The messages of class-validator name the property; the reader needs to know which of them. */
function namingField(message: string, property: string, field: string): string {
  const words = message.split(' ');
  const at = words.indexOf(property);
  return at >= 0 ? words.with(at, field).join(' ') : `${field}: ${message}`;
}

/** For what is missing, one word says more than every rule that it breaks. */
function isMissing({ value, constraints, children }: ValidationError): boolean {
  return value === undefined && !constraints?.whitelistValidation && !children?.length;
}
