import type { ResolvedEventingOptions } from '../eventing.options';
import { EventingError } from '../message/errors';
import type { BrokerAdmin } from './broker-admin';
import { IN_MEMORY } from './in-memory/in-memory-url';
import { RabbitAdmin } from './rabbitmq/rabbit-admin';

/** Makes the port for people's work; a token, so that tests can put something in between. */
export const BROKER_ADMIN = Symbol('warren:broker-admin');

export type CreateBrokerAdmin = () => BrokerAdmin;

/** The broker inside the process begins anew with each process: there is nothing to compare or to mend. */
export class NothingToAdministerError extends EventingError {}

/** @throws NothingToAdministerError for the broker inside the process, which needs no repair. */
export function brokerAdminFactory({ service, broker }: ResolvedEventingOptions): CreateBrokerAdmin {
  return () => {
    if (broker.url !== IN_MEMORY) return new RabbitAdmin(service, broker.url, { tls: broker.tls });
    throw new NothingToAdministerError(
      'The in-memory broker is declared anew by each process: there is nothing to compare or to migrate.',
    );
  };
}
