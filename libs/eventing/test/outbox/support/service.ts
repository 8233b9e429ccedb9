import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Broker } from '../../../src/broker/broker';
import { BrokerNames } from '../../../src/broker/names';
import type { EventingOptions, ResolvedEventingOptions } from '../../../src/eventing.options';
import { resolveOptions } from '../../../src/resolve-options';
import { Outbox } from '../../../src/outbox/outbox';
import { Relay } from '../../../src/outbox/relay';
import { EventSealer } from '../../../src/personal-data/event-sealer';
import { KeyTable } from '../../../src/personal-data/keys/key-table';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';

// What these tests provoke is logged, as it should be; to see it set TEST_LOG.
if (!process.env.TEST_LOG) Logger.overrideLogger(false);

export interface Service {
  unitOfWork: UnitOfWork;
  outbox: Outbox;
  relay: Relay;
}

type Options = Omit<EventingOptions, 'service'>;

/** Options that make leases and polls short enough to be waited for. */
export function parcelOptions(options: Options = {}): ResolvedEventingOptions {
  return resolveOptions(
    { ...options, service: 'parcels', relay: { leaseMs: 1_500, pollMs: 200, ...options.relay } },
    { NODE_ENV: 'test' },
  );
}

/** One process of the service "parcels", put together by hand. */
export function parcelService(dataSource: DataSource, broker: Broker, options: Options = {}): Service {
  const resolved = parcelOptions(options);
  const relay = new Relay(
    dataSource,
    broker,
    new BrokerNames('parcels', options.broker?.namespace),
    resolved,
  );
  const unitOfWork = new UnitOfWork(dataSource);
  return {
    unitOfWork,
    relay,
    outbox: new Outbox(unitOfWork, relay, resolved, new EventSealer(new KeyTable(resolved), resolved)),
  };
}
