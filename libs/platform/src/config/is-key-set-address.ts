import { ValidateBy } from 'class-validator';
import { isInProduction } from './is-issuer';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The property must be an address whose answer can be trusted; who can change it can make tokens. */
export function IsKeySetAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'isKeySetAddress',
    validator: {
      validate: (value: unknown, context) => {
        if (typeof value !== 'string' || !URL.canParse(value)) return false;
        const { protocol, hostname } = new URL(value);
        if (protocol === 'https:') return true;
        return protocol === 'http:' && (LOOPBACK.test(hostname) || !isInProduction(context));
      },
      defaultMessage: (context) =>
        isInProduction(context)
          ? 'must be an address like https://… in production, where http://… is for this machine alone (localhost)'
          : 'must be an address like https://… or http://…',
    },
  });
}
