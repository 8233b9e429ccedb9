import type { InvalidField } from './problem';

/**
 * The fields of a body that are called like something every object has: `constructor`, `__proto__`, `toString`.
 * class-transformer and class-validator pass over some of them in silence and take others for known.
 *
 * @param value parsed JSON, however deeply it is nested
 */
export function inheritedNames(value: unknown): InvalidField[] {
  const found: InvalidField[] = [];
  const waiting: { value: unknown; path: string }[] = [{ value, path: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue;
    const isList = Array.isArray(next.value);
    for (const [name, inner] of Object.entries(next.value)) {
      const path = isList ? `${next.path}[${name}]` : next.path ? `${next.path}.${name}` : name;
      if (!isList && name in Object.prototype) found.push(refused(path));
      else waiting.push({ value: inner, path });
    }
  }
  return found.reverse();
}

function refused(field: string): InvalidField {
  return { field, rule: 'whitelistValidation', detail: `property ${field} should not exist` };
}
