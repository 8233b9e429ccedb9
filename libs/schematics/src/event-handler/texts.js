const { words } = require('../shared/words');

/**
 * @typedef {object} NewHandler
 * @property {string} file
 * @property {string} className
 * @property {string} event
 * @property {string} eventClass
 * @property {string} variable
 * @property {string} idField
 * @property {string} example an event, as code
 */

/** @param {NewHandler} handler */
function handler({ className, event, eventClass, idField }) {
  return `import { Injectable, Logger } from '@nestjs/common';
import { ${eventClass} } from '@warren/contracts';
import { IdempotentHandler } from '@warren/eventing';

@Injectable()
export class ${className} {
  private readonly logger = new Logger(${className}.name);

  @IdempotentHandler(${eventClass})
  async handle({ ${idField} }: ${eventClass}): Promise<void> {
    this.logger.log(\`Heard: ${words(event)}, \${${idField}}.\`);
  }
}
`;
}

/** @param {NewHandler} handler */
function handlerSpec({ file, className, eventClass, variable, idField, example }) {
  return `import { Logger } from '@nestjs/common';
import { ${eventClass} } from '@warren/contracts';
import { handler } from '@warren/eventing/testing';
import { ${className} } from './${file}';

const ${variable} = ${example};

afterEach(() => jest.restoreAllMocks());

describe('${className}', () => {
  it('says of what it has heard, and publishes nothing', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    await handler(new ${className}()).when(${variable}).thenPublishesNothing();
    expect(log).toHaveBeenCalledWith(expect.stringContaining(${variable}.${idField}));
  });
});
`;
}

module.exports = { handler, handlerSpec };
