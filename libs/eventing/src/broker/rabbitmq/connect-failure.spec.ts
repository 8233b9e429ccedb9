import { whyNoConnection } from './connect-failure';

describe('why there is no connection', () => {
  const closed = new Error('Expected ConnectionOpenOk; got <ConnectionClose channel:0>');

  it.each([
    ['amqp://guest:guest@broker:5672/shop', 'shop'],
    ['amqp://guest:guest@broker:5672/a%2Fb', 'a/b'],
    ['amqp://guest:guest@broker:5672/%zz', '%zz'],
    ['amqp://guest:guest@broker:5672', '/'],
  ])('is the virtual host of %s when the broker hangs up at its name', (url, virtualHost) => {
    const why = whyNoConnection(closed, url);
    expect(why).toContain(`virtual host "${virtualHost}", which may not exist`);
    expect(why).not.toContain('guest');
  });

  it('is what was said otherwise', () => {
    expect(whyNoConnection(new Error('connect ECONNREFUSED'), 'amqp://broker')).toBe('connect ECONNREFUSED');
    expect(whyNoConnection(undefined, 'amqp://broker')).toBe('the connection was closed');
  });
});
