const { one, words } = require('../shared/words');

/**
 * @typedef {object} FoldedEvent
 * @property {string} event
 * @property {string} eventClass
 * @property {string} variable
 * @property {string} idField
 * @property {string} example an event, as code
 *
 * @typedef {object} NewProjection
 * @property {string} name
 * @property {string} row
 * @property {string} rowClass
 * @property {string} className
 * @property {string} table
 * @property {FoldedEvent[]} events
 */

/** @param {NewProjection} projection */
function entity({ row, rowClass, table }) {
  return `import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How things stand with ${one(words(row))}: the last that was heard of it. */
@Entity('${table}')
export class ${rowClass} {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: string;
}
`;
}

/** @param {NewProjection} projection */
function projectionClass({ name, row, rowClass, className, events }) {
  return `import { ${classesOf(events)} } from '@warren/contracts';
import { On, Projection } from '@warren/eventing';
import { ${rowClass} } from './${row}.entity';

@Projection({ name: '${name}', into: ${rowClass} })
export class ${className} {
${events.map((event) => fold(event, rowClass)).join('\n\n')}
}
`;
}

/** @param {FoldedEvent} event @param {string} rowClass */
function fold({ event, eventClass, variable, idField }, rowClass) {
  return `  @On(${eventClass})
  ${variable}(_row: ${rowClass} | undefined, { ${idField} }: ${eventClass}): ${rowClass} {
    return { id: ${idField}, status: '${event}' };
  }`;
}

/** @param {NewProjection} projection */
function projectionSpec({ name, className, events }) {
  return `import { ${classesOf(events)} } from '@warren/contracts';
import { projection } from '@warren/eventing/testing';
import { ${className} } from './${name}.projection';

${events.map(({ variable, example }) => `const ${variable} = ${example};`).join('\n')}

describe('${className}', () => {
${events.map((event) => foldSpec(event, className)).join('\n\n')}
});
`;
}

/** @param {FoldedEvent} event @param {string} className */
function foldSpec({ event, variable, idField }, className) {
  return `  it('shows, once it was heard: ${words(event)}', () =>
    projection(${className}).when(${variable}).then({ id: ${variable}.${idField}, status: '${event}' }));`;
}

/** @param {FoldedEvent[]} events */
const classesOf = (events) => events.map(({ eventClass }) => eventClass).join(', ');

module.exports = { entity, projectionClass, projectionSpec };
