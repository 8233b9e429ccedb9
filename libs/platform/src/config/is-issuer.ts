import { ValidateBy, type ValidationArguments } from 'class-validator';
import { isProduction } from '@warren/eventing';
import { DEVELOPMENT_ISSUER } from '../access/development-issuer';

/** The property must name an issuer; in production not the one whose tokens anybody can have. */
export function IsIssuer(): PropertyDecorator {
  return ValidateBy({
    name: 'isIssuer',
    validator: {
      validate: (value: unknown, context) =>
        typeof value === 'string' &&
        /^\S{1,500}$/.test(value) &&
        !(isInProduction(context) && value === DEVELOPMENT_ISSUER),
      defaultMessage: (context) =>
        isInProduction(context)
          ? 'must be your identity provider, for in production nobody takes tokens of the development issuer (NODE_ENV=development does)'
          : 'must be the issuer of tokens, as it stands in them',
    },
  });
}

/** Of the settings that the property is one of. */
export function isInProduction(context: ValidationArguments | undefined): boolean {
  return isProduction((context?.object ?? {}) as { NODE_ENV?: string });
}
