/**
 * @typedef {object} Step from one version of an event to the next
 * @property {string} service
 * @property {string} event
 * @property {string} className of the current version, whichever that is
 * @property {string} oldClass what the class of the old version is called from now on
 * @property {number} from
 * @property {number} to
 * @property {string} file of the old version
 * @property {string | undefined} idField
 * @property {string} upcaster
 */

/** @param {Step} step */
function upcaster({ event, oldClass, from, to, upcaster: name }) {
  return `import { upcast } from '@warren/eventing';
import { ${oldClass} } from './${event}.v${from}';

/** What v${from} says, in the words of v${to}. */
export const ${name} = upcast(${oldClass}, (old) => ({ ...old }));
`;
}

/** @param {Step} step */
function upcasterSpec({ service, event, className, oldClass, from, to, idField, upcaster: name }) {
  const same = idField ? `    expect(lifted.${idField}).toBe(old.${idField});\n` : '';
  return `import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fixture from '../../fixtures/${service}/${event}.v${from}.json';
import { ${oldClass} } from './${event}.v${from}';
import { ${name} } from './${event}.v${from}-to-v${to}';
import { ${className} } from './${event}.v${to}';

describe('${name}', () => {
  it('makes of an event of v${from} one of v${to}, which keeps all its rules', () => {
    const old = plainToInstance(${oldClass}, fixture);
    const lifted = plainToInstance(${className}, ${name}.lift(old));
    expect(validateSync(lifted)).toEqual([]);
${same}  });
});
`;
}

module.exports = { upcaster, upcasterSpec };
