import { backward, differences } from './difference';

describe('differences', () => {
  it('finds nothing where everything that was committed came about once', () => {
    expect(differences(['a', 'b'], ['b', 'a'], 'entry')).toEqual([]);
  });

  it('tells what was lost, what came twice, and what came from nowhere', () => {
    expect(differences(['a', 'b'], ['b', 'b', 'c'], 'entry')).toEqual([
      'lost: the entry of a',
      'doubled: the entry of b (2 times)',
      'invented: the entry of c, which never committed',
    ]);
  });
});

describe('backward', () => {
  it('looks only at the first arrival of each number: repeats are what at-least-once means', () => {
    const numbers = [1, 2, 1, 2, 3].map((number) => ({ key: 'a', number }));
    expect(backward(numbers)).toEqual([]);
  });

  it('tells which key went back, and from where', () => {
    const arrivals = [
      { key: 'a', number: 1 },
      { key: 'b', number: 2 },
      { key: 'a', number: 3 },
      { key: 'a', number: 2 },
    ];
    expect(backward(arrivals)).toEqual(['backward: a came to 2 after 3']);
  });
});
