import { Secret } from '../secret';

/** Whose data a field is: the id of the person, read from the part that holds the field and from the whole event. */
export type SubjectOf = (part: never, event: never) => string;

export interface PersonalOptions<Part extends object, Event extends object = Part> {
  /**
   * The id of the person whom the field tells of. It must be found in the event and not be personal itself. Default: the
   * aggregate's id, which is right where the aggregate is the person.
   */
  subject?: (part: Part, event: Event) => string;
}

/** A personal field as it was declared. */
export interface PersonalField {
  name: string;
  /** Undefined: the aggregate's id. */
  subject: SubjectOf | undefined;
}

const PERSONAL = Symbol('warren:personal');

/**
 * Marks a text of a contract as personal data: it travels, and is stored wherever the event is, as ciphertext under a key of
 * that person's own. Handlers, folds and sagas get the text, or {@link FORGOTTEN} once the person was forgotten; the field's
 * other rules apply to the text. Works on fields of the parts of an event, too. Logs show `***` for it, as for a {@link Secret}.
 *
 * @example
 * ```ts
 * @Personal() @IsEmail() readonly email!: string; // of an event of the aggregate "user"
 * @Personal({ subject: (event: ParcelSent) => event.receiverId }) @IsString() readonly address!: string;
 * ```
 */
export function Personal<Part extends object, Event extends object = Part>(
  options: PersonalOptions<Part, Event> = {},
): PropertyDecorator {
  return (target, name) => {
    Secret()(target, name);
    const field: PersonalField = { name: String(name), subject: options.subject as SubjectOf | undefined };
    const marked = personalFieldsOf(target.constructor).filter((other) => other.name !== field.name);
    Reflect.defineMetadata(PERSONAL, [...marked, field], target.constructor);
  };
}

/** The fields of a class that are marked so, those of the classes it extends included. */
export function personalFieldsOf(ofClass: object): readonly PersonalField[] {
  return (Reflect.getMetadata(PERSONAL, ofClass) as readonly PersonalField[] | undefined) ?? [];
}
