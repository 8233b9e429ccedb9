import type { EventEnvelope } from '../message/envelope';
import { InvalidPayloadError } from '../message/errors';
import type { Contract } from '../message/integration-event';
import { personalShapeOf } from '../message/personal/personal-shape';
import {
  FORGOTTEN_ON_WIRE,
  isForgotten,
  isUnreadableOnWire,
  sealedText,
} from '../message/personal/wire-form';
import { sealText } from './cipher/field-cipher';
import type { KeyRing } from './keys/key-ring';
import type { Person } from './person';
import { personalFieldsIn, placeOf, type OwnedPlace } from './personal-fields';

/** An event whose personal fields are still readable, and must not be stored or sent like that. */
export class Unsealed {
  private constructor(
    private readonly contract: Contract,
    /** A copy that nobody else has, with its data as JSON shows it. */
    private readonly envelope: EventEnvelope,
    private readonly places: readonly OwnedPlace[],
  ) {}

  /**
   * Undefined for an event that has nothing personal.
   *
   * @param isStored its data was stored before, and is as it travels already, but for fields that were not personal then.
   * @throws InvalidPayloadError when the contract does not say whose a field is, or one is no text.
   */
  static of(contract: Contract, envelope: EventEnvelope, isStored = false): Unsealed | undefined {
    if (!personalShapeOf(contract.eventClass)) return undefined;
    const copy = JSON.parse(JSON.stringify(envelope)) as EventEnvelope;
    const places = personalFieldsIn(contract, copy.data).filter(
      ({ value }) => !isStored || !isUnreadableOnWire(value),
    );
    const odd = places.find(({ value }) => typeof value !== 'string');
    if (odd)
      throw new InvalidPayloadError(
        `${contract.cloudEventType}: ${odd.path} is personal, and only a text can be; it is a ${typeof odd.value}.`,
      );
    return places.length > 0 ? new Unsealed(contract, copy, places) : undefined;
  }

  get persons(): Person[] {
    return this.places.map(({ person }) => person);
  }

  /** The envelope as it may be stored and sent: of who was forgotten meanwhile, nothing is left in it. */
  seal(ring: KeyRing): EventEnvelope {
    for (const place of this.places) place.part[place.field.name] = this.onWire(place, ring);
    return this.envelope;
  }

  private onWire(place: OwnedPlace, ring: KeyRing): string {
    const text = place.value as string;
    if (isForgotten(text) || ring.isForgotten(place.person)) return FORGOTTEN_ON_WIRE;
    const key = ring.latest(place.person);
    if (!key) throw new Error(`There is no key for ${place.path} of ${this.contract.cloudEventType}.`);
    const bytes = sealText(key.key, text, placeOf(place, this.envelope, key.version));
    return sealedText({ version: key.version, bytes });
  }
}
