import { plainToInstance } from 'class-transformer';
import { IsInt, validateSync } from 'class-validator';
import { ObjectOf } from './object-of';

class Part {
  @IsInt() readonly size!: number;
}

class Whole {
  @ObjectOf(() => Part) readonly part!: Part;
}

const problems = (part: unknown) =>
  validateSync(plainToInstance(Whole, { part })).map(({ property }) => property);

describe('ObjectOf', () => {
  it('takes a part that keeps its rules, and makes it an instance', () => {
    expect(problems({ size: 1 })).toEqual([]);
    expect(plainToInstance(Whole, { part: { size: 1 } }).part).toBeInstanceOf(Part);
  });

  it.each([
    ['a part that breaks a rule', { size: 'large' }],
    ['an empty list', []],
    ['a list of parts', [{ size: 1 }]],
    ['null', null],
    ['a text', 'part'],
    ['nothing', undefined],
  ])('refuses %s', (_, part) => expect(problems(part)).toEqual(['part']));
});
