const { camel, kebab, pascal } = require('./names');

describe('a name', () => {
  it.each([
    'OrderShipped',
    'orderShipped',
    'order_shipped',
    'order shipped',
    ' order-shipped ',
    'Order_Shipped',
  ])('is normalised as Nest does: %j', (text) => expect(kebab(text, 'an event')).toBe('order-shipped'));

  it.each([
    '9lives',
    'order--shipped',
    '-order',
    'order-',
    'order/shipped',
    '../order',
    'ördér',
    'a.b',
    "o'r",
  ])('is refused: %j', (text) =>
    expect(() => kebab(text, 'an event')).toThrow(`"${text}" is no name for an event: it takes letters`),
  );

  it.each([undefined, '', '  '])('is missing: %j', (text) =>
    expect(() => kebab(text, 'a service')).toThrow('The name of a service is missing.'),
  );

  it('is one of a class, and of a variable', () => {
    expect([pascal('order-shipped'), camel('order-shipped')]).toEqual(['OrderShipped', 'orderShipped']);
    expect([pascal('orders'), camel('orders')]).toEqual(['Orders', 'orders']);
  });
});
