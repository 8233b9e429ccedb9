const { capitalised, words } = require('../shared/words');

/**
 * @typedef {object} Start
 * @property {string} event
 * @property {string} eventClass
 * @property {string} variable
 * @property {string} example an event, as code
 *
 * @typedef {object} NewSaga
 * @property {string} name
 * @property {string} className
 * @property {string} idField
 * @property {Start[]} starts
 */

/** @param {NewSaga} saga */
function saga({ name, className, idField, starts }) {
  return `import { Logger } from '@nestjs/common';
import { ${classesOf(starts)} } from '@warren/contracts';
import { OnTimeout, Saga, StartedBy, type SagaProcess } from '@warren/eventing';

/** How far it has come, for people who look at the table. */
export interface ${className}State {
  readonly begunBy: string;
}

const WITHIN = '1d';

@Saga({ name: '${name}', key: (event: { ${idField}: string }) => event.${idField} })
export class ${className} {
  private readonly logger = new Logger(${className}.name);

${starts.map((start) => step(start, className)).join('\n\n')}

  @OnTimeout('overdue')
  overdue(saga: SagaProcess<${className}State>): void {
    this.logger.warn(\`${capitalised(words(name))}, \${saga.key}: begun by \${saga.state.begunBy}, and not at its end within \${WITHIN}.\`);
    saga.complete();
  }
}
`;
}

/** @param {Start} start @param {string} className */
function step({ event, eventClass, variable }, className) {
  return `  @StartedBy(${eventClass})
  ${variable}(saga: SagaProcess<${className}State>): void {
    saga.state = { begunBy: '${event}' };
    saga.timeout('overdue', WITHIN);
  }`;
}

/** @param {NewSaga} saga */
function sagaSpec({ name, className, idField, starts }) {
  const [{ variable: first = '' } = {}] = starts;
  return `import { Logger } from '@nestjs/common';
import { ${classesOf(starts)} } from '@warren/contracts';
import { saga } from '@warren/eventing/testing';
import { ${className} } from './${name}.saga';

${starts.map(({ variable, example }) => `const ${variable} = ${example};`).join('\n')}

afterEach(() => jest.restoreAllMocks());

describe('${className}', () => {
${starts.map((start) => startSpec(start, className)).join('\n\n')}

  it('says so when it was not at its end in time, and ends', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    await saga(${className}).given(${first}).whenTimeout('overdue').thenPublishesNothing().thenCompletes();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(${first}.${idField}));
  });
});
`;
}

/** @param {Start} start @param {string} className */
function startSpec({ event, variable }, className) {
  return `  it('begins, and waits no longer than a day: ${words(event)}', async () => {
    await saga(${className})
      .when(${variable})
      .thenState({ begunBy: '${event}' })
      .thenSchedules('overdue', '1d')
      .thenGoesOn();
  });`;
}

/** @param {Start[]} starts */
const classesOf = (starts) => starts.map(({ eventClass }) => eventClass).join(', ');

module.exports = { saga, sagaSpec };
