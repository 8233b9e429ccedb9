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

/** The line that tells others. @param {NewEvent} event */
function publication({ className, idField, timeField }) {
  return [
    '      constructor(private readonly outbox: Outbox) {}   // of @warren/eventing',
    `      this.outbox.publish(new ${className}({ ${idField}, ${timeField}: new Date().toISOString() }));`,
  ].join('\n');
}

module.exports = { contract, fixture, publication };
