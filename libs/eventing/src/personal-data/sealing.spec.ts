import { IsEmail, IsInt, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { FORGOTTEN } from '../message/personal/wire-form';
import { InvalidPayloadError } from '../message/errors';
import type { EventEnvelope } from '../message/envelope';
import { contractOf, IntegrationEvent, type Contract } from '../message/integration-event';
import { ListOf } from '../message/list-of';
import { Payload, readPayload } from '../message/payload';
import { Personal } from '../message/personal/personal.decorator';
import { secretsOf } from '../message/secret';
import { KeyRing } from './keys/key-ring';
import { Sealed } from './opening';
import { Unsealed } from './sealing';

class Guest extends Payload<Guest> {
  @IsString() readonly guestId!: string;
  @Personal({ subject: (guest: Guest) => guest.guestId }) @IsString() @IsNotEmpty() readonly name!: string;
}

@IntegrationEvent({
  type: 'hotel.room-booked',
  version: 1,
  aggregate: 'booking',
  subject: (e: RoomBooked) => e.bookingId,
})
class RoomBooked extends Payload<RoomBooked> {
  @IsString() readonly bookingId!: string;
  @IsString() readonly bookerId!: string;
  @Personal({ subject: (e: RoomBooked) => e.bookerId }) @IsEmail() readonly email!: string;
  @Personal({ subject: (e: RoomBooked) => e.bookerId }) @IsOptional() @IsString() readonly wish?: string;
  @ListOf(() => Guest) readonly guests!: Guest[];
  @IsInt() readonly nights!: number;
}

@IntegrationEvent({ type: 'hotel.room-cleaned', version: 1, aggregate: 'room', subject: () => '7' })
class RoomCleaned extends Payload<RoomCleaned> {
  @IsInt() readonly minutes!: number;
}

const contract = contractOf(RoomBooked) as unknown as Contract;
const booked = () => ({
  bookingId: 'b1',
  bookerId: 'ada',
  email: 'ada@example.com',
  guests: [
    { guestId: 'ada', name: 'Ada' },
    { guestId: 'bob', name: 'Bob' },
  ],
  nights: 2,
});
const envelopeOf = (data: object, id = 'e1') =>
  ({ id, type: contract.cloudEventType, data }) as EventEnvelope;
const person = (subject: string) => ({ owner: 'hotel', subject });

function ringOf(...versions: [subject: string, version: number][]): KeyRing {
  const ring = new KeyRing();
  for (const [subject, version] of versions)
    ring.add({ ...person(subject), version, key: Buffer.alloc(32, `${subject}${version}`) });
  return ring;
}

const both = ringOf(['ada', 1], ['bob', 1]);
const seal = (data: object = booked(), ring = both) =>
  Unsealed.of(contract, envelopeOf(data))?.seal(ring) as EventEnvelope;
const open = (envelope: EventEnvelope, ring = both) => Sealed.in(contract, envelope)?.open(ring);

describe('the personal fields of an event', () => {
  it('travel as ciphertext, those of parts too; everything else as it is', () => {
    const { data } = seal();
    const sealed = expect.stringMatching(/^personal:1:1:[\w-]+$/);
    expect(data).toEqual({
      ...booked(),
      email: sealed,
      guests: [
        { guestId: 'ada', name: sealed },
        { guestId: 'bob', name: sealed },
      ],
    });
    expect(open(seal())).toEqual(booked());
  });

  it('keep the event that was published as it was', () => {
    const data = booked();
    const envelope = seal(data);
    expect(data).toEqual(booked());
    open(envelope);
    expect(JSON.stringify(envelope)).not.toContain('ada@example.com');
  });

  it('say whose keys they take', () => {
    expect(Sealed.in(contract, seal())?.persons.map(({ subject }) => subject)).toEqual(['ada', 'ada', 'bob']);
    expect(Sealed.in(contract, seal())?.missingFrom(ringOf(['ada', 1]))).toMatchObject([{ subject: 'bob' }]);
  });

  it('are read with the key they were made with, after it was rotated', () => {
    const before = seal();
    const rotated = ringOf(['ada', 1], ['ada', 2], ['bob', 1]);
    expect(open(before, rotated)).toEqual(booked());
    expect((seal(booked(), rotated).data as { email: string }).email).toMatch(/^personal:1:2:/);
    expect(open(seal(booked(), rotated), rotated)).toEqual(booked());
  });

  it('show of who was forgotten that there was somebody, and of others what they say', () => {
    const forgotten = ringOf(['bob', 1]);
    forgotten.addForgotten(person('ada'));
    const expected = { email: FORGOTTEN, guests: [{ name: FORGOTTEN }, { name: 'Bob' }] };
    expect(open(seal(), forgotten)).toMatchObject(expected);
    const afterwards = seal(booked(), forgotten);
    expect(open(afterwards, both)).toMatchObject(expected);
    expect(readPayload(contract, open(afterwards, both))).toBeInstanceOf(RoomBooked);
  });

  it.each([
    ['another event', (sealed: EventEnvelope) => ({ ...sealed, id: 'e2' })],
    [
      'another person',
      (sealed: EventEnvelope) => ({ ...sealed, data: { ...(sealed.data as object), bookerId: 'bob' } }),
    ],
    [
      'another field',
      (sealed: EventEnvelope) => {
        const data = sealed.data as { email: string };
        return { ...sealed, data: { ...data, wish: data.email } };
      },
    ],
  ])('cannot be pasted into %s', (_, paste) => {
    expect(() => open(paste(seal()))).toThrow(/cannot be decrypted/);
  });

  it('are taken as they are from a producer that does not encrypt', () => {
    expect(Sealed.in(contract, envelopeOf(booked()))).toBeUndefined();
  });

  it('are encrypted once, also if they were stored before a field of theirs became personal', () => {
    const sealed = seal();
    expect(Unsealed.of(contract, sealed, true)).toBeUndefined();
    const half = { ...sealed, data: { ...(sealed.data as object), wish: 'a view' } };
    const now = Unsealed.of(contract, half, true)?.seal(both) as EventEnvelope;
    expect(open(now)).toEqual({ ...booked(), wish: 'a view' });
  });

  it('are encrypted though they look as if they were', () => {
    const sly = { ...booked(), wish: 'personal:forgotten' };
    expect(open(seal(sly))).toEqual(sly);
  });

  it('must be texts, and somebody’s', () => {
    expect(() => seal({ ...booked(), wish: 7 })).toThrow(/wish is personal, and only a text can be/);
    expect(() => seal({ ...booked(), bookerId: '' })).toThrow(/nobody knows whose email is/);
  });

  it('are not quoted by what refuses them', () => {
    const refuse = () => readPayload(contract, { ...booked(), email: 'ada at home' });
    expect(refuse).toThrow(InvalidPayloadError);
    expect(refuse).toThrow(/email: it is personal, and breaks the rule isEmail/);
    expect(refuse).not.toThrow(/at home/);
  });

  it('have rules for what they say, not for how they travel', () => {
    const { data } = seal();
    expect(readPayload(contract, data, 'as it travels')).toBeInstanceOf(RoomBooked);
    expect(() => readPayload(contract, data)).toThrow(/isEmail/);
    expect(() => readPayload(contract, { ...booked(), email: 'no' }, 'as it travels')).toThrow(/isEmail/);
  });

  it('are secrets in every log', () => expect(secretsOf(RoomBooked)).toContain('email'));

  it('cost an event that has none nothing', () => {
    const cleaned = contractOf(RoomCleaned) as unknown as Contract;
    expect(Unsealed.of(cleaned, envelopeOf({ minutes: 3 }))).toBeUndefined();
    expect(Sealed.in(cleaned, envelopeOf({ minutes: 3 }))).toBeUndefined();
  });
});
