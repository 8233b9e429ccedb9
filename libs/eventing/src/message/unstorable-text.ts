/** A list of all faults of a text with a million of them helps nobody. */
const MOST = 10;

interface Place {
  object: object;
  path: string;
}

/**
 * What is wrong with the texts in parsed JSON, names of fields included, each with where it is; empty when PostgreSQL
 * stores all of them as they are. Needs no stack, however deeply the data are nested.
 *
 * @example unstorableTexts({ lines: [{ name: 'a\0b' }] }) // ['lines.0.name: must not contain NUL (U+0000)']
 */
export function unstorableTexts(data: object): string[] {
  return isAllStorable(data) ? [] : faultsOf(data);
}

/** Asked of every event, and so in a hurry: it remembers no places. */
function isAllStorable(data: object): boolean {
  const waiting = [data];
  for (let object = waiting.pop(); object; object = waiting.pop()) {
    for (const name in object) {
      const value = (object as Record<string, unknown>)[name];
      if (faultOf(name) || (typeof value === 'string' && faultOf(value))) return false;
      if (typeof value === 'object' && value !== null) waiting.push(value);
    }
  }
  return true;
}

function faultsOf(data: object): string[] {
  const faults: string[] = [];
  const waiting: Place[] = [{ object: data, path: '' }];
  for (let place = waiting.shift(); place && faults.length < MOST; place = waiting.shift()) {
    for (const [name, value] of Object.entries(place.object) as [string, unknown][]) {
      const path = place.path + printable(name);
      const inName = faultOf(name);
      const inText = typeof value === 'string' && faultOf(value);
      if (inName) faults.push(`${path}: its name ${inName}`);
      if (inText) faults.push(`${path}: ${inText}`);
      if (typeof value === 'object' && value !== null) waiting.push({ object: value, path: `${path}.` });
    }
  }
  return faults.slice(0, MOST);
}

/** Neither text nor jsonb takes NUL; half of a surrogate pair becomes another text in one and is refused by the other. */
function faultOf(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain NUL (U+0000)';
  return text.isWellFormed() ? undefined : 'must not contain half of a character (a lone surrogate)';
}

function printable(name: string): string {
  return faultOf(name) ? JSON.stringify(name) : name;
}
