import { ValidateBy } from 'class-validator';

/** The property must be a list of origins as browsers send them: a scheme and a host, a port perhaps, and nothing else. */
export function IsOriginList(): PropertyDecorator {
  return ValidateBy({
    name: 'isOriginList',
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(isOrigin),
      defaultMessage: () =>
        'must be origins with commas between, each like https://shop.example.com, without a path; * is none',
    },
  });
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { origin, protocol } = new URL(value);
  return origin === value && ['http:', 'https:'].includes(protocol);
}
