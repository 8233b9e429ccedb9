/// <reference path="./class-transformer-storage.d.ts" />
import { plainToInstance } from 'class-transformer';
import { defaultMetadataStorage as decorated } from 'class-transformer/cjs/storage';

type Class<T extends object = object> = new () => T;

/** What an ordinary class has to know about itself: which of its fields are parts, and of which class. */
type Parts = ReadonlyMap<string, Class>;

const NOT_PARTS = new Set<unknown>([String, Number, Boolean, Date, Buffer, Array, Map, Set, Object, Promise]);
const partsOf = new WeakMap<Class, Parts | 'extraordinary'>();

/**
 * Plain data, parsed a moment ago, as an instance of a class: what class-transformer's `plainToInstance` makes of it, which
 * costs five times as much, most of it for looking up again for each field what was decorated. Ordinary is a class of which
 * nothing but parts is decorated, and data that have objects and lists only where these parts are. All else is left to
 * class-transformer.
 */
export function instanceOf<T extends object>(type: Class<T>, data: object): T {
  return (assemble(type, data) as T | undefined) ?? plainToInstance(type, data);
}

/** Undefined: something about it is out of the ordinary. */
function assemble(type: Class, data: object): object | undefined {
  const parts = lookUp(type);
  if (parts === 'extraordinary') return undefined;
  const instance = new type() as Record<string, unknown>;
  for (const [field, value] of Object.entries(data)) {
    // A setter, a method, `constructor` or `__proto__`.
    if (field in type.prototype) return undefined;
    const isSimple = typeof value !== 'object' || value === null;
    const made = isSimple ? (value as unknown) : assemblePart(parts.get(field), value as object);
    if (made === undefined) return undefined;
    instance[field] = made;
  }
  return instance;
}

function assemblePart(part: Class | undefined, value: object): object | undefined {
  if (!part) return undefined;
  if (!Array.isArray(value)) return assemble(part, value);
  const made: unknown[] = [];
  for (const element of value as unknown[]) {
    if (typeof element !== 'object' || element === null || Array.isArray(element)) return undefined;
    const one = assemble(part, element);
    if (one === undefined) return undefined;
    made.push(one);
  }
  return made;
}

function lookUp(type: Class): Parts | 'extraordinary' {
  let parts = partsOf.get(type);
  if (!parts) partsOf.set(type, (parts = read(type)));
  return parts;
}

function read(type: Class): Parts | 'extraordinary' {
  const parts = new Map<string, Class>();
  for (let one: Class = type; one !== Function.prototype; one = Object.getPrototypeOf(one) as Class) {
    if (isTransformed(one)) return 'extraordinary';
    const types = decorated._typeMetadatas.get(one)?.values() ?? [];
    for (const { propertyName, typeFunction, options, reflectedType } of types) {
      const part: unknown = typeFunction?.length === 0 ? (typeFunction as () => unknown)() : undefined;
      const isPart = typeof part === 'function' && !NOT_PARTS.has(part) && !options?.discriminator;
      if (!isPart || reflectedType === Map || reflectedType === Set) return 'extraordinary';
      // What a class says of a field counts more than what it inherits.
      if (!parts.has(propertyName)) parts.set(propertyName, part as Class);
    }
  }
  return parts;
}

function isTransformed(type: Class): boolean {
  const {
    _transformMetadatas: transforms,
    _exposeMetadatas: exposes,
    _excludeMetadatas: excludes,
  } = decorated;
  return transforms.has(type) || exposes.has(type) || excludes.has(type);
}
