import 'reflect-metadata';
import { IdempotentHandler } from '../handlers/idempotent-handler';
import { renderEvent } from '../outbox/pending-event';
import { On } from '../projections/on.decorator';
import { readDefinition } from '../projections/projection-definition';
import { Projection } from '../projections/projection.decorator';
import { readSaga } from '../sagas/saga-definition';
import { Saga } from '../sagas/saga.decorator';
import { StartedBy } from '../sagas/step.decorators';
import { ContractError } from './errors';
import { contractOf, IntegrationEvent, Snapshot } from './integration-event';

@Snapshot({
  type: 'fleet.van-snapshot',
  version: 1,
  aggregate: 'van',
  subject: (van: VanSnapshot) => van.plate,
})
class VanSnapshot {
  readonly plate = 'W-1';
}

@IntegrationEvent({
  type: 'fleet.van-bought',
  version: 1,
  aggregate: 'van',
  subject: (van: VanBought) => van.plate,
})
class VanBought {
  readonly plate = 'W-1';
}

class Row {}
const onMethod = (decorate: (...args: never[]) => void, method: () => unknown) =>
  decorate(...([{}, 'method', { value: method }] as never[]));

describe('a snapshot', () => {
  it('is a contract as an event is, and can be told from one', () => {
    expect(contractOf(VanSnapshot)).toMatchObject({
      cloudEventType: 'fleet.van-snapshot.v1',
      service: 'fleet',
      isSnapshot: true,
    });
    expect(contractOf(VanBought).isSnapshot).toBeUndefined();
  });

  it('shares its names with events', () => {
    const declare = Snapshot({
      type: 'fleet.van-bought',
      version: 1,
      aggregate: 'van',
      subject: () => 'W-1',
    });
    expect(() => declare(class Other {})).toThrow(/Other declares fleet\.van-bought\.v1, which VanBought/);
  });

  it('is not published, and neither a handler nor a saga reacts to it', () => {
    expect(() => renderEvent('fleet', new VanSnapshot())).toThrow(ContractError);
    expect(() => IdempotentHandler(VanSnapshot)).toThrow(/is a snapshot, and nothing has happened/);
    expect(() => StartedBy(VanSnapshot)).toThrow(/provides it with @SnapshotSource/);

    @Saga({ name: 'drive', key: () => 'W-1' })
    class Drive {
      begin(): void {}
      goOn(): void {}
    }
    onMethod(StartedBy(VanBought), Drive.prototype.begin);
    onMethod(On(VanSnapshot), Drive.prototype.goOn);
    expect(() => readSaga(new Drive())).toThrow(/goOn: fleet\.van-snapshot\.v1 is a snapshot/);
  });

  it('is taken by a projection, beside events of its aggregate', () => {
    @Projection({ name: 'vans', into: Row })
    class Vans {
      found(): Row {
        return {};
      }
      bought(): Row {
        return {};
      }
    }
    onMethod(On(VanSnapshot), Vans.prototype.found);
    expect(() => readDefinition(new Vans())).toThrow(/It folds snapshots only/);
    onMethod(On(VanBought), Vans.prototype.bought);
    expect(readDefinition(new Vans()).snapshots.map(({ type }) => type)).toEqual(['fleet.van-snapshot']);
  });
});
