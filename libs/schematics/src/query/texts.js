const { capitalised, one, words } = require('../shared/words');

/**
 * @typedef {object} NewQuery
 * @property {string} name
 * @property {string} className
 * @property {string} thing that is shown
 * @property {string} thingClass
 * @property {string} parameter of the route
 * @property {string} entityClass
 * @property {string} entityImport
 * @property {string} idField
 * @property {import('./entities').Field[]} fields
 */

const ID = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';

/** What a field has in the test. @type {Record<string, string>} */
const EXAMPLES = { string: "'as it is'", number: '7', boolean: 'true' };

/** @param {NewQuery} query */
function errors({ thing, thingClass }) {
  return `export class ${thingClass}NotFound extends Error {
  constructor(id: string) {
    super(\`There is no ${words(thing)} \${id}.\`);
  }
}
`;
}

/** @param {NewQuery} query */
function response({ className, fields }) {
  return `export class ${className}Response {
${fields.map(({ name, type }) => `  readonly ${name}!: ${type};`).join('\n')}
}
`;
}

/** @param {NewQuery} query */
function query({ name, className, thingClass, entityClass, entityImport, idField, fields }) {
  const names = fields.map(({ name: field }) => field).join(', ');
  return `import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { ${entityClass} } from '${entityImport}';
import { ${thingClass}NotFound } from './${name}.errors';
import type { ${className}Response } from './${name}.response';

@Injectable()
export class ${className}Query {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws ${thingClass}NotFound */
  async byId(wanted: string): Promise<${className}Response> {
    const row = await this.unitOfWork.manager.findOneBy(${entityClass}, { ${idField}: wanted });
    if (!row) throw new ${thingClass}NotFound(wanted);
    const { ${names} } = row;
    return { ${names} };
  }
}
`;
}

/** @param {NewQuery} query */
function querySpec({ name, className, thingClass, idField, fields }) {
  const row = fields.map(
    ({ name: field, type }) => `${field}: ${field === idField ? `'${ID}'` : EXAMPLES[type]}`,
  );
  return `import type { UnitOfWork } from '@warren/eventing';
import { ${thingClass}NotFound } from './${name}.errors';
import { ${className}Query } from './${name}.query';

const row = { ${row.join(', ')} };

/** On a table with one row. */
const query = new ${className}Query({
  manager: {
    findOneBy: async (_entity: unknown, { ${idField} }: { ${idField}: string }) => (${idField} === row.${idField} ? row : null),
  },
} as unknown as UnitOfWork);

describe('${className}Query', () => {
  it('shows what there is', async () => {
    expect(await query.byId(row.${idField})).toEqual(row);
  });

  it('says so when there is none', async () => {
    const other = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0003';
    await expect(query.byId(other)).rejects.toThrow(${thingClass}NotFound);
  });
});
`;
}

/** @param {NewQuery} query */
function controller({ name, className, thing, thingClass, parameter }) {
  return `import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses, Roles } from '@warren/platform';
import { ${thingClass}NotFound } from './${name}.errors';
import { ${className}Query } from './${name}.query';
import { ${className}Response } from './${name}.response';

@ApiTags('${name}')
@Roles('staff')
@Controller('${name}')
export class ${className}Controller {
  constructor(private readonly query: ${className}Query) {}

  @Get(':${parameter}')
  @ApiOperation({ summary: '${capitalised(one(words(thing)))}' })
  @ApiOkResponse({ type: ${className}Response })
  @Refuses(404, ${thingClass}NotFound)
  show(@IdParam('${parameter}') ${parameter}: string): Promise<${className}Response> {
    return this.query.byId(${parameter});
  }
}
`;
}

module.exports = { controller, errors, query, querySpec, response };
