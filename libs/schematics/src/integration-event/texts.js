const { camel } = require('../shared/names');
const { one, words } = require('../shared/words');

/**
 * @typedef {object} NewEvent
 * @property {string} service
 * @property {string} event
 * @property {string} aggregate
 * @property {string} className
 * @property {string} idField
 * @property {string} timeField
 */

const ID = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';
const TIME = '2025-03-01T10:15:00.000Z';

/** @param {NewEvent} event */
function contract({ service, event, aggregate, className, idField, timeField }) {
  return `import { IsRFC3339, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** What ${service} says of ${one(words(aggregate))}: ${words(event)}. */
@IntegrationEvent({
  type: '${service}.${event}',
  version: 1,
  aggregate: '${aggregate}',
  subject: (event: ${className}) => event.${idField},
})
export class ${className} extends Payload<${className}> {
  @IsUUID('loose') readonly ${idField}!: string;
  @IsRFC3339() readonly ${timeField}!: string;
}
`;
}

/** @param {NewEvent} event */
function fixture({ idField, timeField }) {
  return JSON.stringify({ [idField]: ID, [timeField]: TIME });
}

/** @param {NewEvent} event */
function announcer({ event, className, idField, timeField }) {
  return `import { Injectable } from '@nestjs/common';
import { ${className} } from '@warren/contracts';
import { Outbox } from '@warren/eventing';

/** Tells other services: ${words(event)}. Called in a unit of work; one that is rolled back has told nothing. */
@Injectable()
export class Announce${className} {
  constructor(private readonly outbox: Outbox) {}

  /** @returns the id of the event. */
  execute(${idField}: string, ${timeField}: Date): string {
    return this.outbox.publish(new ${className}({ ${idField}, ${timeField}: ${timeField}.toISOString() }));
  }
}
`;
}

/** @param {NewEvent} event */
function announcerSpec({ service, event, className, idField, timeField }) {
  return `import { ${className} } from '@warren/contracts';
import { testOutbox, testUnitOfWork } from '@warren/eventing/testing';
import { Announce${className} } from './announce-${event}';

const ${camel(event)} = new ${className}({ ${idField}: '${ID}', ${timeField}: '${TIME}' });

describe('Announce${className}', () => {
  it('says of what, and when', async () => {
    const outbox = testOutbox('${service}');
    const { ${idField}, ${timeField} } = ${camel(event)};
    await testUnitOfWork().run(async () => {
      new Announce${className}(outbox).execute(${idField}, new Date(${timeField}));
    });
    expect(outbox.published()).toEqual([${camel(event)}]);
  });
});
`;
}

module.exports = { announcer, announcerSpec, contract, fixture };
