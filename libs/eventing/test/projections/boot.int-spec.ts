import 'reflect-metadata';
import { Injectable, Scope, type Provider, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { MessageDoor } from '../../src/admission/message-door';
import { BROKER } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { EVENTING_OPTIONS } from '../../src/eventing.options';
import { resolveOptions } from '../../src/resolve-options';
import { Inbox } from '../../src/inbox/inbox';
import { On } from '../../src/projections/on.decorator';
import { Projection } from '../../src/projections/projection.decorator';
import { ProjectionRegistry } from '../../src/projections/projection-registry';
import { KeyAsker } from '../../src/personal-data/handing-out/key-asker';
import { KeyTable } from '../../src/personal-data/keys/key-table';
import { PersonalReader } from '../../src/personal-data/personal-reader';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import {
  ClerkHired,
  ParcelHistory,
  ParcelHistoryProjection,
  ParcelScanned,
  PlaceTraffic,
  PlaceTrafficProjection,
} from './support/depot';
import { DepotDatabase } from './support/depot-database';

@Entity()
class Unregistered {
  @PrimaryColumn('text') id!: string;
  @Column('int') count!: number;
}

@Projection({ name: 'stray', into: Unregistered })
class IntoAStrangeEntity {
  @On(ParcelScanned) scanned(row: Unregistered): Unregistered {
    return row;
  }
}

@Projection({ name: 'other', into: PlaceTraffic })
class IntoTheSameTable {
  @On(ParcelScanned) scanned(row: PlaceTraffic): PlaceTraffic {
    return row;
  }
}

@Projection({ name: 'parcel-history', into: PlaceTraffic })
class OfTheSameName {
  @On(ClerkHired) hired(row: PlaceTraffic): PlaceTraffic {
    return row;
  }
}

@Injectable({ scope: Scope.REQUEST })
@Projection({ name: 'fleeting', into: PlaceTraffic })
class OfEachRequest {
  @On(ParcelScanned) scanned(row: PlaceTraffic): PlaceTraffic {
    return row;
  }
}

describe('ProjectionRegistry', () => {
  let depot: DepotDatabase;

  beforeAll(async () => {
    depot = await DepotDatabase.create();
  });
  afterAll(() => depot.drop());

  async function consumersOf(...providers: Provider[]) {
    const application = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [
        ProjectionRegistry,
        MessageDoor,
        UnitOfWork,
        DeadLetters,
        Inbox,
        ...[KeyTable, KeyAsker, PersonalReader],
        { provide: DataSource, useValue: depot.database.dataSource },
        { provide: BrokerNames, useValue: new BrokerNames('shop', 't1') },
        { provide: BROKER, useValue: { consume: jest.fn() } },
        { provide: EVENTING_OPTIONS, useValue: resolveOptions({ service: 'shop' }, { NODE_ENV: 'test' }) },
        ...providers,
      ],
    }).compile();
    return application.get(ProjectionRegistry).consumers();
  }

  it('finds the projections among the providers, however they are provided', async () => {
    const consumers = await consumersOf(PlaceTrafficProjection, {
      provide: 'by another name',
      useFactory: () => new ParcelHistoryProjection(),
    });
    expect(consumers.map(({ definition }) => definition)).toEqual(
      ['parcel-history', 'place-traffic']
        .map((name) => ({
          name,
          kind: 'projection',
          subscriptions: [{ service: 'depot', routingKey: '*.*' }],
          retryDelays: [],
        }))
        .reverse(),
    );
  });

  it('takes one that is provided under two names once', async () => {
    expect(
      await consumersOf(PlaceTrafficProjection, { provide: 'alias', useExisting: PlaceTrafficProjection }),
    ).toHaveLength(1);
  });

  it.each<[string, Type[], RegExp]>([
    [
      'an entity that the data source does not know',
      [IntoAStrangeEntity],
      /stray writes into Unregistered, which the data source does not know/,
    ],
    [
      'two that write into one table',
      [PlaceTrafficProjection, IntoTheSameTable],
      /place-traffic and other both write into PlaceTraffic/,
    ],
    [
      'two of one name',
      [ParcelHistoryProjection, OfTheSameName],
      /Two projections are called parcel-history/,
    ],
    ['one that lives no longer than a request', [OfEachRequest], /OfEachRequest is request-scoped/],
  ])('refuses %s', async (_what, projections, problem) => {
    await expect(consumersOf(...projections)).rejects.toThrow(problem);
  });

  it('has nothing to do where there are no projections', async () => {
    expect(await consumersOf({ provide: ParcelHistory, useValue: null })).toEqual([]);
  });
});
