const { capitalised, one, words } = require('../shared/words');

/**
 * @typedef {object} NewAggregate
 * @property {string} name
 * @property {string} several its plural
 * @property {string} variable
 * @property {string} className
 * @property {string} repository
 * @property {string} table
 */

const ID = '0190c5d2-9b41-7f08-8a11-3c9e5d7b0002';

/** @param {NewAggregate} aggregate */
function aggregate({ name, className }) {
  return `export type ${className}Status = 'open' | 'closed';

export interface ${className}State {
  readonly id: string;
  readonly status: ${className}Status;
}

/** ${capitalised(one(words(name)))}, and what may be done to it. */
export class ${className} {
  private constructor(private state: ${className}State) {}

  static open(id: string): ${className} {
    return new ${className}({ id, status: 'open' });
  }

  static restore(state: ${className}State): ${className} {
    return new ${className}(state);
  }

  /** Closing twice is closing once. */
  close(): void {
    this.state = { ...this.state, status: 'closed' };
  }

  snapshot(): ${className}State {
    return this.state;
  }
}
`;
}

/** @param {NewAggregate} aggregate */
function aggregateSpec({ name, variable, className }) {
  return `import { ${className} } from './${name}';

const id = '${ID}';

describe('${className}', () => {
  it('is open at first', () => {
    expect(${className}.open(id).snapshot()).toEqual({ id, status: 'open' });
  });

  it('is closed once, however often', () => {
    const ${variable} = ${className}.restore({ id, status: 'open' });
    ${variable}.close();
    ${variable}.close();
    expect(${variable}.snapshot()).toEqual({ id, status: 'closed' });
  });
});
`;
}

/** @param {NewAggregate} aggregate */
function row({ name, className, table }) {
  return `import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ${className}Status } from '../domain/${name}';

@Entity('${table}')
export class ${className}Row {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: ${className}Status;
}
`;
}

/** @param {NewAggregate} aggregate */
function repository({ name, variable, className, repository: its }) {
  return `import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { ${className} } from '../domain/${name}';
import { ${className}Row } from './${name}.row';

@Injectable()
export class ${its} {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Nobody else can change it until the unit of work ends. */
  async findForChange(id: string): Promise<${className} | undefined> {
    const row = await this.unitOfWork.manager.findOne(${className}Row, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? ${className}.restore(row) : undefined;
  }

  async save(${variable}: ${className}): Promise<void> {
    await this.unitOfWork.manager.upsert(${className}Row, ${variable}.snapshot(), ['id']);
  }
}
`;
}

module.exports = { aggregate, aggregateSpec, repository, row };
