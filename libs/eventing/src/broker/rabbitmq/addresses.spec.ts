import { AddressRotation, brokerAddresses, brokerAddressProblem, hostOf } from './addresses';

describe('brokerAddresses', () => {
  it('are one, where one is named', () => {
    expect(brokerAddresses('amqp://orders:x@broker:5672/warren')).toEqual([
      'amqp://orders:x@broker:5672/warren',
    ]);
  });

  it('have user, password, virtual host and options in common', () => {
    expect(brokerAddresses('amqps://orders:a,b%40c@one:5671, two:5671,[::1]:5673/w%2Fn?heartbeat=3')).toEqual(
      [
        'amqps://orders:a,b%40c@one:5671/w%2Fn?heartbeat=3',
        'amqps://orders:a,b%40c@two:5671/w%2Fn?heartbeat=3',
        'amqps://orders:a,b%40c@[::1]:5673/w%2Fn?heartbeat=3',
      ],
    );
  });

  it('need neither a user nor a virtual host', () => {
    expect(brokerAddresses('amqps://one,two')).toEqual(['amqps://one', 'amqps://two']);
  });

  it('keep a password as it is in which an @ was not escaped', () => {
    expect(brokerAddresses('amqp://orders:p@ss,word@one,two/')).toEqual([
      'amqp://orders:p@ss,word@one/',
      'amqp://orders:p@ss,word@two/',
    ]);
  });

  it('come back as they are where they are none', () => {
    expect(brokerAddresses('in-memory')).toEqual(['in-memory']);
  });
});

describe('brokerAddressProblem', () => {
  it.each(['amqp://broker', 'amqps://orders:x@one:5671,two:5671,three:5671/warren', 'amqp://a:b,c@one'])(
    'has nothing against %s',
    (text) => expect(brokerAddressProblem(text)).toBeUndefined(),
  );

  it.each([
    ['localhost:5672', /^must be an address like amqp:/],
    ['http://broker', /^must be an address like amqp:/],
    ['amqp://', /^must be an address like amqp:/],
    ['amqp://one:port', /^must be an address like amqp:/],
    ['amqp://one,', /before and after each comma/],
    ['amqp://one,two:port/warren', /before and after each comma/],
    ['amqp://o:x@one,amqp://o:x@two', /must name protocol, user and virtual host once/],
  ])('tells what is wrong with %s', (text, words) => expect(brokerAddressProblem(text)).toMatch(words));

  it('keeps the password to itself', () => {
    for (const text of ['amqp://orders:hunter2@one,', 'amqp://o:hunter2@a,amqp://o:hunter2@b'])
      expect(brokerAddressProblem(text)).not.toContain('hunter2');
  });
});

describe('AddressRotation', () => {
  const all = ['amqp://a', 'amqp://b', 'amqp://c'] as const;

  it('goes to each in turn, and begins again', () => {
    const rotation = new AddressRotation([...all], () => 0.5);
    expect([1, 2, 3, 4].map(() => rotation.next())).toEqual(['amqp://b', 'amqp://c', 'amqp://a', 'amqp://b']);
  });

  it('begins anywhere', () => {
    const firsts = [0, 0.4, 0.99].map((chance) => new AddressRotation([...all], () => chance).next());
    expect(firsts).toEqual([...all]);
  });
});

describe('hostOf', () => {
  it('leaves out who logs in', () => {
    expect(hostOf('amqp://orders:hunter2@broker:5672/warren')).toBe('broker:5672');
    expect(hostOf('hunter2')).toBe('an address that is no URL');
  });
});
