import { ValidateBy } from 'class-validator';

/** The property must be a URL of one of these protocols with a host, as `postgres://user:password@host:5432/name`. */
export function IsAddressOf(...protocols: string[]): PropertyDecorator {
  const expected = protocols.map((protocol) => `${protocol}://…`).join(' or ');
  return ValidateBy({
    name: 'isAddressOf',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'string' || !URL.canParse(value)) return false;
        const { protocol, hostname } = new URL(value);
        return protocols.includes(protocol.slice(0, -1)) && hostname !== '';
      },
      defaultMessage: () => `must be an address like ${expected}`,
    },
  });
}
