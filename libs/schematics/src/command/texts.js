const { capitalised, words } = require('../shared/words');

/**
 * @typedef {object} NewCommand
 * @property {string} name
 * @property {string} className
 * @property {string} thing that something is done to
 * @property {string} verb
 * @property {string} method of the controller
 * @property {string} path of the controller
 * @property {string} idField
 * @property {string} route
 */

const ID = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';

/** @param {NewCommand} command */
function command({ className, idField }) {
  return `export class ${className} {
  constructor(
    readonly ${idField}: string,
    readonly reason: string,
  ) {}
}
`;
}

/** @param {NewCommand} command */
function request({ className }) {
  return `import { IsLine } from '@warren/platform';

export class ${className}Request {
  /**
   * For people: why.
   * @example "Asked for on the telephone"
   */
  @IsLine(500)
  readonly reason!: string;
}
`;
}

/** @param {NewCommand} command */
function handler({ name, className, thing, idField }) {
  return `import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import type { ${className} } from './${name}.command';

@Injectable()
export class ${className}Handler {
  private readonly logger = new Logger(${className}Handler.name);

  /** One unit of work: what is stored and published in it counts together, or not at all. */
  @Transactional()
  async execute({ ${idField}, reason }: ${className}): Promise<void> {
    this.logger.log(\`Told to ${words(name)}: ${words(thing)} \${${idField}}. \${reason}\`);
  }
}
`;
}

/** @param {NewCommand} command */
function handlerSpec({ name, className, idField }) {
  return `import { Logger } from '@nestjs/common';
import { testUnitOfWork } from '@warren/eventing/testing';
import { ${className} } from './${name}.command';
import { ${className}Handler } from './${name}.handler';

const ${idField} = '${ID}';

afterEach(() => jest.restoreAllMocks());

describe('${className}Handler', () => {
  it('says what it was told to do, and why', async () => {
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const handler = new ${className}Handler();
    await testUnitOfWork().run(() => handler.execute(new ${className}(${idField}, 'Asked for')));
    expect(log).toHaveBeenCalledWith(expect.stringMatching(\`\${${idField}}.*Asked for\`));
  });
});
`;
}

/** @param {NewCommand} command */
function controller({ name, className, verb, method, path, idField }) {
  return `import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Roles } from '@warren/platform';
import { ${className} } from './${name}.command';
import { ${className}Handler } from './${name}.handler';
import { ${className}Request } from './${name}.request';

@ApiTags('${path}')
@Roles('staff')
@Controller('${path}')
export class ${className}Controller {
  constructor(private readonly handler: ${className}Handler) {}

  @Post(':${idField}/${verb}')
  @HttpCode(204)
  @ApiOperation({ summary: '${capitalised(words(name))}' })
  @ApiNoContentResponse({ description: 'It is done.' })
  async ${method}(@IdParam('${idField}') ${idField}: string, @Body() { reason }: ${className}Request): Promise<void> {
    await this.handler.execute(new ${className}(${idField}, reason));
  }
}
`;
}

module.exports = { command, controller, handler, handlerSpec, request };
