import { Injectable, Scope, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { RecordingBroker } from '../../test/handlers/support/recording-broker';
import { OrderPlaced, StockReserved } from '../../test/sagas/support/contracts';
import { BROKER } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { EVENTING_OPTIONS } from '../eventing.options';
import { resolveOptions } from '../resolve-options';
import { HandlerPipeline } from '../handlers/handler-pipeline';
import { On } from '../projections/on.decorator';
import { SagaDeclarationError } from './saga-errors';
import type { SagaProcess } from './saga-process';
import { SagaRegistry } from './saga-registry';
import { SagaRunner } from './saga-runner';
import { Saga } from './saga.decorator';
import { StartedBy } from './step.decorators';

const key = (event: { orderId: string }) => event.orderId;

@Saga({ name: 'fulfil-order', key, retry: { delays: ['5s'] } })
class FulfilOrder {
  @StartedBy(OrderPlaced) placed(_saga: SagaProcess): void {}
  @On(StockReserved) pay(_saga: SagaProcess): void {}
}

async function boot(...providers: Provider[]): Promise<SagaRegistry> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [
      SagaRegistry,
      { provide: SagaRunner, useValue: {} },
      { provide: HandlerPipeline, useValue: { create: () => () => Promise.resolve() } },
      { provide: BROKER, useValue: new RecordingBroker() },
      { provide: BrokerNames, useValue: new BrokerNames('svc', 'ns') },
      { provide: EVENTING_OPTIONS, useValue: resolveOptions({ service: 'svc' }, { NODE_ENV: 'test' }) },
      ...providers,
    ],
  }).compile();
  return (await module.init()).get(SagaRegistry);
}

const bootError = async (...providers: Provider[]): Promise<string> => {
  const error: unknown = await boot(...providers).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SagaDeclarationError);
  return (error as Error).message;
};

describe('SagaRegistry', () => {
  it('finds sagas, each once, and binds their queues to their events but not to their time-outs', async () => {
    const registry = await boot(FulfilOrder, { provide: 'an alias', useExisting: FulfilOrder });
    expect(registry.sagaNames).toEqual(['fulfil-order']);
    expect(registry.consumers().map(({ definition }) => definition)).toEqual([
      {
        name: 'fulfil-order',
        kind: 'saga',
        subscriptions: [
          { service: 'sales', routingKey: 'order-placed.v1' },
          { service: 'depot', routingKey: 'stock-reserved.v1' },
        ],
        retryDelays: ['5s'],
      },
    ]);
  });

  it('refuses two of one name', async () => {
    @Saga({ name: 'fulfil-order', key })
    class Another {
      @StartedBy(OrderPlaced) placed(_saga: SagaProcess): void {}
    }
    expect(await bootError(FulfilOrder, Another)).toMatch(/Two sagas are named "fulfil-order".*another name/);
  });

  it.each([
    ['Fulfil Order', /@Saga on Named: the name "Fulfil Order" is not in kebab case/],
    ['dead-letters', /@Saga on Named: the name "dead-letters" is taken/],
  ])('refuses the name %s', async (name, message) => {
    @Saga({ name, key })
    class Named {
      @StartedBy(OrderPlaced) placed(_saga: SagaProcess): void {}
    }
    expect(await bootError(Named)).toMatch(message);
  });

  it('refuses one that is declared wrongly, one that is made for each request, and one that forgot @Saga', async () => {
    @Saga({ name: 'no-start', key })
    class NoStart {}
    @Injectable({ scope: Scope.REQUEST })
    class OfARequest {}
    @Saga({ name: 'of-a-request', key })
    class InARequest {
      constructor(readonly request: OfARequest) {}
      @StartedBy(OrderPlaced) placed(_saga: SagaProcess): void {}
    }
    @Injectable()
    class Forgotten {
      @StartedBy(OrderPlaced) placed(_saga: SagaProcess): void {}
    }
    expect(await bootError(NoStart)).toContain('Nothing starts it');
    expect(await bootError(InARequest, OfARequest)).toMatch(/InARequest is request-scoped or transient/);
    expect(await bootError(Forgotten)).toBe(
      'Forgotten has steps of a saga, but is not decorated with @Saga({ name, key }).',
    );
  });
});
