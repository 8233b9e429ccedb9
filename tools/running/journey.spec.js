const { stripVTControlCharacters: plain } = require('node:util');
const { journeyTable } = require('./journey');

/** @param {string} id @param {string} type @param {number} at */
const event = (id, type, at) => ({
  id,
  type,
  from: type.split('.')[0] ?? '',
  stream: '',
  sequence: 1,
  cause: null,
  at,
});

describe('the table of a journey', () => {
  it('shows each event once, with everyone it went to', () => {
    const journey = {
      events: [
        event('1', 'orders.order-placed.v1', 1_004.4),
        event('2', 'inventory.stock-reserved.v1', 1_012),
      ],
      deliveries: [
        { eventId: '1', service: 'inventory', consumer: 'reserve-stock', at: 1_011, outcome: 'handled' },
        {
          eventId: '1',
          service: 'orders',
          consumer: 'orders.order-details',
          at: 1_120,
          outcome: 'projected',
        },
      ],
    };
    expect(plain(journeyTable(journey, 1_000))).toBe(
      [
        '  written   event                         from        to                        handled',
        '     4 ms   orders.order-placed.v1        orders      inventory.reserve-stock     11 ms',
        '                                                      orders.order-details       120 ms',
        '    12 ms   inventory.stock-reserved.v1   inventory   nobody listens',
      ].join('\n'),
    );
  });

  it('shows the read models of a service in one line, with the time of the last', () => {
    /** @param {string} service @param {string} consumer @param {number} at */
    const projected = (service, consumer, at) => ({
      eventId: '1',
      service,
      consumer,
      at,
      outcome: 'projected',
    });
    const deliveries = [
      projected('reporting', 'reporting.order-facts', 20),
      projected('orders', 'orders.order-details', 25),
      projected('reporting', 'reporting.live-feed', 30),
    ];
    const table = plain(journeyTable({ events: [event('1', 'a.b.v1', 0)], deliveries }, 0));
    expect(table.split('\n').slice(1)).toEqual([
      '     0 ms   a.b.v1   a      orders.order-details                 25 ms',
      '                            reporting.live-feed, order-facts     30 ms',
    ]);
  });

  it('says where an event was parked', () => {
    const deliveries = [{ eventId: '1', service: 'orders', consumer: 'x', at: 1, outcome: 'parked' }];
    expect(plain(journeyTable({ events: [event('1', 'a.b.v1', 0)], deliveries }, 0))).toContain(
      'orders.x parked as a dead letter',
    );
  });
});
