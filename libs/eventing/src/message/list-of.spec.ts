import { plainToInstance } from 'class-transformer';
import { IsInt, validateSync } from 'class-validator';
import { ListOf } from './list-of';

class Part {
  @IsInt() readonly size!: number;
}

class Whole {
  @ListOf(() => Part) readonly parts!: Part[];
}

const problems = (parts: unknown) =>
  validateSync(plainToInstance(Whole, { parts })).map(({ property }) => property);

describe('ListOf', () => {
  it('takes a list of parts that keep their rules, and makes them instances', () => {
    expect(problems([{ size: 1 }, { size: 2 }])).toEqual([]);
    expect(plainToInstance(Whole, { parts: [{ size: 1 }] }).parts[0]).toBeInstanceOf(Part);
  });

  it.each([
    ['a part that breaks a rule', [{ size: 'large' }]],
    ['an empty list as a part', [[]]],
    ['a list of parts as a part', [[{ size: 1 }]]],
    ['null', [null]],
    ['a text', ['part']],
    ['no list', { size: 1 }],
    ['nothing', undefined],
  ])('refuses %s', (_, parts) => expect(problems(parts)).toEqual(['parts']));
});
