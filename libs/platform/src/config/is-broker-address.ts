import { brokerAddressProblem } from '@warren/eventing';
import { ValidateBy } from 'class-validator';

/** The property must be an address of RabbitMQ, or of all nodes of a cluster: `amqp://user:password@a:5672,b:5672/vhost`. */
export function IsBrokerAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'isBrokerAddress',
    validator: {
      validate: (value: unknown) => problemOf(value) === undefined,
      defaultMessage: (told) => problemOf(told?.value) ?? '',
    },
  });
}

function problemOf(value: unknown): string | undefined {
  return brokerAddressProblem(typeof value === 'string' ? value : '');
}
