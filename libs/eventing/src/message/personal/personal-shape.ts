/// <reference path="../class-transformer-storage.d.ts" />
import { defaultMetadataStorage as decorated } from 'class-transformer/cjs/storage';
import { personalFieldsOf, type PersonalField } from './personal.decorator';

type Class = new (...fields: never[]) => object;

/** Where the personal fields of a class are: its own, and those of its parts. */
export interface PersonalShape {
  readonly fields: readonly PersonalField[];
  readonly parts: ReadonlyMap<string, PersonalShape>;
}

/** A personal field of one event: where it is, and what is there now. */
export interface PersonalPlace {
  field: PersonalField;
  /** The object that has it. */
  part: Record<string, unknown>;
  /** From the event on: `lines.0.name`. */
  path: string;
  value: unknown;
}

const shapes = new WeakMap<Class, PersonalShape | 'nothing personal'>();

/** Undefined for a class without any personal field, which costs one look-up: such events pay nothing. */
export function personalShapeOf(eventClass: Class): PersonalShape | undefined {
  let shape = shapes.get(eventClass);
  if (!shape) shapes.set(eventClass, (shape = read(eventClass, []) ?? 'nothing personal'));
  return shape === 'nothing personal' ? undefined : shape;
}

/** A part that holds parts of its own class again is looked into as deep as it is declared, and no deeper. */
function read(type: Class, outer: readonly Class[]): PersonalShape | undefined {
  if (outer.includes(type)) return undefined;
  const fields = personalFieldsOf(type);
  const parts = new Map<string, PersonalShape>();
  for (const [name, part] of partsOf(type)) {
    const shape = read(part, [...outer, type]);
    if (shape) parts.set(name, shape);
  }
  return fields.length > 0 || parts.size > 0 ? { fields, parts } : undefined;
}

function partsOf(type: Class): Map<string, Class> {
  const parts = new Map<string, Class>();
  for (let one: object = type; one !== Function.prototype; one = Object.getPrototypeOf(one) as object) {
    for (const { propertyName, typeFunction } of decorated._typeMetadatas.get(one as never)?.values() ?? []) {
      const part: unknown = typeFunction?.length === 0 ? (typeFunction as () => unknown)() : undefined;
      if (typeof part === 'function' && !parts.has(propertyName)) parts.set(propertyName, part as Class);
    }
  }
  return parts;
}

/** Every personal field that is there, in plain data of that shape; what has another form is left to the rules. */
export function placesIn(shape: PersonalShape, data: unknown, path = ''): PersonalPlace[] {
  if (Array.isArray(data)) return data.flatMap((one, index) => placesIn(shape, one, `${path}${index}.`));
  if (typeof data !== 'object' || data === null) return [];
  const part = data as Record<string, unknown>;
  const own = shape.fields
    .filter(({ name }) => part[name] !== undefined && part[name] !== null)
    .map((field) => ({ field, part, path: `${path}${field.name}`, value: part[field.name] }));
  const inner = [...shape.parts].flatMap(([name, of]) => placesIn(of, part[name], `${path}${name}.`));
  return [...own, ...inner];
}
