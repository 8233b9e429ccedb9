import 'reflect-metadata';
import { IsIn, IsInt, IsString, IsUUID, Min } from 'class-validator';
import { ContractError, InvalidPayloadError } from './errors';
import { contractOf, IntegrationEvent, type Contract } from './integration-event';
import { Payload, type Fields } from './payload';
import { lifted, lineageOf, takenBy, upcast } from './upcaster';

@IntegrationEvent({ type: 'mill.flour-ground', version: 1, aggregate: 'sack', subject: (e) => e.sackId })
class FlourGroundV1 extends Payload<FlourGroundV1> {
  @IsUUID() readonly sackId!: string;
  @IsInt() readonly pounds!: number;
}

const toGrams = upcast(FlourGroundV1, ({ sackId, pounds }) => ({ sackId, grams: pounds * 500 }));

@IntegrationEvent({
  type: 'mill.flour-ground',
  version: 2,
  aggregate: 'sack',
  subject: (e) => e.sackId,
  upcaster: toGrams,
})
class FlourGroundV2 extends Payload<FlourGroundV2> {
  @IsUUID() readonly sackId!: string;
  @IsInt() @Min(1) readonly grams!: number;
}

@IntegrationEvent({
  type: 'mill.flour-ground',
  version: 3,
  aggregate: 'sack',
  subject: (e) => e.sackId,
  upcaster: upcast(FlourGroundV2, (old): Fields<FlourGround> => ({ ...old, grain: 'wheat' })),
})
class FlourGround extends Payload<FlourGround> {
  @IsUUID() readonly sackId!: string;
  @IsInt() @Min(1) readonly grams!: number;
  @IsIn(['wheat', 'rye']) readonly grain!: 'wheat' | 'rye';
}

@IntegrationEvent({ type: 'mill.wheel-stuck', version: 1, aggregate: 'wheel', subject: (e) => e.wheel })
class WheelStuck extends Payload<WheelStuck> {
  @IsString() readonly wheel!: string;
}

const contract = (eventClass: new (...args: never[]) => object) => contractOf(eventClass) as Contract;
const [V1, V2, V3] = [FlourGroundV1, FlourGroundV2, FlourGround].map(contract) as [
  Contract,
  Contract,
  Contract,
];
const sackId = '0190c5d2-0000-7000-8000-000000000001';

describe('an upcaster', () => {
  it('leads from each older version to the newest', () => {
    expect(lineageOf(V3)).toEqual([V3, V2, V1]);
    expect(lineageOf(V1)).toEqual([V1]);
  });

  it('has who takes a version take the older ones too, and none that is newer', () => {
    expect([...takenBy([V2, contract(WheelStuck)])]).toEqual([
      ['mill.flour-ground.v2', { arriving: V2, as: V2 }],
      ['mill.wheel-stuck.v1', { arriving: contract(WheelStuck), as: contract(WheelStuck) }],
      ['mill.flour-ground.v1', { arriving: V1, as: V2 }],
    ]);
  });

  it('leaves an old version to who names it, and what is older still to that', () => {
    expect(takenBy([V3, V1]).get('mill.flour-ground.v1')).toEqual({ arriving: V1, as: V1 });
    expect(takenBy([V3, V2]).get('mill.flour-ground.v1')).toEqual({ arriving: V1, as: V2 });
  });

  it('lifts a payload version by version, into an instance of the newest', () => {
    const ground = lifted({ arriving: V1, as: V3 }, new FlourGroundV1({ sackId, pounds: 3 }));
    expect(ground).toBeInstanceOf(FlourGround);
    expect(ground).toEqual(new FlourGround({ sackId, grams: 1_500, grain: 'wheat' }));
  });

  it('leaves the newest as it is', () => {
    const ground = new FlourGround({ sackId, grams: 1, grain: 'rye' });
    expect(lifted({ arriving: V3, as: V3 }, ground)).toBe(ground);
  });

  it('is told on when what it returns breaks a rule of the new version', () => {
    const none = new FlourGroundV1({ sackId, pounds: 0 });
    expect(() => lifted({ arriving: V1, as: V3 }, none)).toThrow(InvalidPayloadError);
    expect(() => lifted({ arriving: V1, as: V3 }, none)).toThrow(
      /mill\.flour-ground\.v1 cannot be read as mill\.flour-ground\.v2: its upcaster fails.*grams/,
    );
  });
});

describe('an upcaster that leads astray is refused when it is loaded', () => {
  const declare = (type: `${string}.${string}`, version: number, aggregate: string, from: Contract) => () => {
    class Declared {}
    const upcaster = upcast(from.eventClass as new () => object, (old) => old);
    IntegrationEvent({ type, version, aggregate, subject: () => '', upcaster })(Declared);
  };

  it.each([
    ['from another event', declare('mill.wheel-stuck', 2, 'wheel', V1)],
    ['from a later version', declare('mill.flour-ground', 2, 'sack', V3)],
    ['from itself', declare('mill.flour-ground', 3, 'sack', V3)],
    ['to another aggregate', declare('mill.flour-ground', 9, 'mill', V3)],
  ])('%s', (_what, declared) => expect(declared).toThrow(ContractError));

  it('from no contract', () => {
    expect(() => upcast(class NotOne {}, (old) => old)).toThrow(/NotOne is not an integration event/);
    expect(() => upcast(undefined as never, (old) => old)).toThrow(/two files import each other/);
  });
});
