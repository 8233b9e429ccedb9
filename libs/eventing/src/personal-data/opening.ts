import type { EventEnvelope } from '../message/envelope';
import type { Contract } from '../message/integration-event';
import { personalShapeOf } from '../message/personal/personal-shape';
import {
  FORGOTTEN,
  FORGOTTEN_ON_WIRE,
  isUnreadableOnWire,
  readSealedText,
} from '../message/personal/wire-form';
import { openText } from './cipher/field-cipher';
import type { KeyRing } from './keys/key-ring';
import type { Person } from './person';
import { UnreadablePersonalDataError } from './personal-data.errors';
import { personalFieldsIn, placeOf, type OwnedPlace } from './personal-fields';

/** An event that came with personal fields as they travel. */
export class Sealed {
  private constructor(
    private readonly contract: Contract,
    private readonly envelope: EventEnvelope,
    private readonly places: readonly OwnedPlace[],
  ) {}

  /**
   * Undefined for an event in which nothing is encrypted: it has nothing personal, or its producer does not encrypt.
   *
   * @throws InvalidPayloadError when it does not tell whose a field is.
   */
  static in(contract: Contract, envelope: EventEnvelope): Sealed | undefined {
    if (!personalShapeOf(contract.eventClass)) return undefined;
    const places = personalFieldsIn(contract, envelope.data).filter(({ value }) => isUnreadableOnWire(value));
    return places.length > 0 ? new Sealed(contract, envelope, places) : undefined;
  }

  /** Whose keys it takes to read it. */
  get persons(): Person[] {
    return this.places.filter(({ value }) => value !== FORGOTTEN_ON_WIRE).map(({ person }) => person);
  }

  /** Those whose keys are not among these, or not the ones it takes. */
  missingFrom(ring: KeyRing): Person[] {
    return this.places.filter((place) => this.isMissing(place, ring)).map(({ person }) => person);
  }

  /**
   * A copy of the data with the texts, or what stands for those of who was forgotten; the envelope stays as it travels.
   *
   * @throws UnreadablePersonalDataError when one was changed, or made for another place.
   */
  open(ring: KeyRing): unknown {
    const data = structuredClone(this.envelope.data);
    for (const place of personalFieldsIn(this.contract, data)) {
      if (isUnreadableOnWire(place.value)) place.part[place.field.name] = this.read(place, ring);
    }
    return data;
  }

  private isMissing({ person, value }: OwnedPlace, ring: KeyRing): boolean {
    const sealed = readSealedText(value);
    return sealed !== undefined && !ring.isForgotten(person) && !ring.find(person, sealed.version);
  }

  private read(place: OwnedPlace, ring: KeyRing): string {
    const sealed = readSealedText(place.value);
    if (!sealed || ring.isForgotten(place.person)) return FORGOTTEN;
    const key = ring.find(place.person, sealed.version);
    const text = key && openText(key, sealed.bytes, placeOf(place, this.envelope, sealed.version));
    if (text !== undefined) return text;
    throw new UnreadablePersonalDataError(
      `${this.contract.cloudEventType}: ${place.path} cannot be decrypted with version ${sealed.version} of the person's key: it was ` +
        'changed, or was made for another event, field or person.',
    );
  }
}
