import { IsIn, IsInt, IsUUID, Min } from 'class-validator';
import { IntegrationEvent, Payload, upcast, type Fields } from '@warren/eventing';
import { replayProblems } from './replay';

const ofSack = {
  type: 'mill.flour-ground',
  aggregate: 'sack',
  subject: (event: { sackId: string }) => event.sackId,
} as const;

@IntegrationEvent({ ...ofSack, version: 1 })
class FlourGroundV1 extends Payload<FlourGroundV1> {
  @IsUUID('loose') readonly sackId!: string;
  @IsInt() readonly pounds!: number;
}

@IntegrationEvent({
  ...ofSack,
  version: 2,
  upcaster: upcast(FlourGroundV1, ({ sackId, pounds }): Fields<FlourGroundV2> => ({
    sackId,
    grams: pounds * 500,
  })),
})
class FlourGroundV2 extends Payload<FlourGroundV2> {
  @IsUUID('loose') readonly sackId!: string;
  @IsInt() @Min(1) readonly grams!: number;
}

@IntegrationEvent({
  ...ofSack,
  version: 3,
  upcaster: upcast(FlourGroundV2, (old): Fields<FlourGround> => ({ ...old, grain: 'wheat' })),
})
class FlourGround extends Payload<FlourGround> {
  @IsUUID('loose') readonly sackId!: string;
  @IsInt() @Min(1) readonly grams!: number;
  @IsIn(['wheat', 'rye']) readonly grain!: 'wheat' | 'rye';
}

@IntegrationEvent({ ...ofSack, type: 'mill.wheel-stuck', version: 1 })
class WheelStuckV1 extends Payload<WheelStuckV1> {
  @IsUUID('loose') readonly sackId!: string;
}

@IntegrationEvent({ ...ofSack, type: 'mill.wheel-stuck', version: 2 })
class WheelStuck extends Payload<WheelStuck> {
  @IsUUID('loose') readonly sackId!: string;
  @IsInt() readonly teeth!: number;
}

const sackId = '0190c5d2-0000-7000-8000-000000000001';
const v1 = (pounds: number) => ({ eventClass: FlourGroundV1, fixture: { sackId, pounds } });
const v2 = { eventClass: FlourGroundV2, fixture: { sackId, grams: 500 } };
const v3 = { eventClass: FlourGround, fixture: { sackId, grams: 500, grain: 'rye' } };

describe('replaying fixtures', () => {
  it('reads those of every version as the newest one', () => {
    expect(replayProblems([v1(1), v2, v3])).toEqual([]);
    expect(replayProblems([v3, v2, v1(1)])).toEqual([]);
  });

  it('names the version whose fixture breaks a rule on its way', () => {
    expect(replayProblems([v1(0), v2, v3])).toEqual([
      expect.stringMatching(/^mill\.flour-ground\.v1: .*cannot be read as mill\.flour-ground\.v2.*grams/),
    ]);
  });

  it('names a version from which no upcaster leads on', () => {
    const [old, current] = [
      { eventClass: WheelStuckV1, fixture: { sackId } },
      { eventClass: WheelStuck, fixture: { sackId, teeth: 12 } },
    ];
    expect(replayProblems([v3, old, current])).toEqual([
      'mill.wheel-stuck.v1: mill.wheel-stuck.v1 cannot be read as mill.wheel-stuck.v2: no upcaster leads from the one to the other.',
    ]);
  });

  it('reads the newest one by its own rules', () => {
    expect(replayProblems([{ eventClass: FlourGround, fixture: { ...v3.fixture, grain: 'sand' } }])).toEqual([
      expect.stringMatching(/^mill\.flour-ground\.v3: .*grain/),
    ]);
  });
});
