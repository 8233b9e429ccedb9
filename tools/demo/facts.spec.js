const { inWords, mailFact, orderFact, paymentFact, reasonFacts, salesFact } = require('./facts');

const EUR = { amount: 3998, currency: 'EUR' };

describe('what is told in the end', () => {
  it.each([
    [{ amount: 3998, currency: 'EUR' }, '39.98 EUR'],
    [{ amount: 5, currency: 'EUR' }, '0.05 EUR'],
    [{ amount: 1999, currency: 'JPY' }, '1999 JPY'],
  ])('money %j is said as %p', (money, said) => expect(inWords(money)).toBe(said));

  it('of an order: its id, its way, how long it took, and why it ended so', () => {
    const order = {
      id: '1',
      status: 'cancelled',
      customer: { name: 'Ada' },
      total: EUR,
      reason: 'There are insufficient funds on the card.',
      history: [
        { status: 'pending', at: '2025-03-01T10:15:00.000Z' },
        { status: 'cancelled', at: '2025-03-01T10:15:10.250Z' },
      ],
    };
    expect(orderFact(order)).toEqual(['order', 'cancelled', '1: pending → cancelled, in 10.3 s']);
    expect(reasonFacts(order)).toEqual([['', 'because', 'There are insufficient funds on the card.']]);
    expect(reasonFacts({ ...order, reason: undefined })).toEqual([]);
  });

  it('of a mail: its subject, with ids by their ends, and who got it', () => {
    const subject = 'Your order 01a1fcf9-a736-709d-bd1b-4631acb8a348 is confirmed';
    const mail = { kind: '', recipient: 'ada@example.org', subject, text: '', status: 'sent', createdAt: '' };
    expect(mailFact(mail)).toEqual(['mail', 'sent', '"Your order …b8a348 is confirmed" to ada@example.org']);
  });

  it('of a payment: the amount and its way', () => {
    const history = [{ status: 'requested' }, { status: 'failed' }];
    expect(paymentFact({ status: 'failed', amount: EUR, history })).toEqual([
      'payment',
      'failed',
      '39.98 EUR: requested → failed',
    ]);
    expect(paymentFact(undefined)[1]).toBe('none');
  });

  it('of sales: revenue and pieces', () => {
    const revenue = { amount: '3998', currency: 'EUR' };
    expect(salesFact({ quantity: '1', revenue })).toEqual(['sales', '39.98 EUR', '1 piece in the report']);
    expect(salesFact({ quantity: '2', revenue })[2]).toBe('2 pieces in the report');
    expect(salesFact(undefined)[1]).toBe('none');
  });
});
