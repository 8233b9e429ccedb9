import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError, type InvalidField } from './problem';

/** Bodies, parameters and queries become instances of their classes, or the request is refused with all that is wrong. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) => invalidRequest(errors.flatMap((error) => invalidFields(error))),
  });
}

/** The answer to a request with these faults. */
export function invalidRequest(errors: InvalidField[]): ProblemError {
  const detail = errors.map(({ detail }) => detail).join('; ');
  return new ProblemError(400, 'invalid-request', `${detail}.`, { errors });
}

function invalidFields(error: ValidationError, parent = ''): InvalidField[] {
  const field = pathOf(error.property, parent);
  if (isMissing(error)) return [{ field, rule: 'isDefined', detail: `${field} is missing` }];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    rule,
    detail: namingField(message, error.property, field),
  }));
  return own.concat((error.children ?? []).flatMap((child) => invalidFields(child, field)));
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
