const { nodesIn } = require('./nodes');
const { addressOf, hasProtocolOf } = require('./way');
const { stubKind } = require('./test/stub-kind');

describe('an address of several nodes', () => {
  const cluster = 'stub://ada:a,b@one:5672,two:5673/shop';

  it('is that of each', () => {
    expect(nodesIn(cluster)).toEqual(['stub://ada:a,b@one:5672/shop', 'stub://ada:a,b@two:5673/shop']);
    expect(nodesIn('stub://one')).toEqual(['stub://one']);
    expect(nodesIn('nonsense')).toEqual(['nonsense']);
  });

  it('is printed without its password', () => expect(addressOf(cluster)).toBe('one:5672,two:5673'));

  it('is one of a server of that kind when each is', () => {
    expect(hasProtocolOf(stubKind(), cluster)).toBe(true);
    expect(hasProtocolOf(stubKind(), 'stub://one,')).toBe(false);
    expect(hasProtocolOf(stubKind(), 'http://one,two')).toBe(false);
  });
});
