import { withoutDeathHeaders } from './death-headers';

describe('withoutDeathHeaders', () => {
  it('takes away what the broker wrote, and nothing else', () => {
    const headers = {
      'x-death': [{ queue: 'q' }],
      'x-first-death-queue': 'q',
      'x-first-death-reason': 'delivery_limit',
      'x-first-death-exchange': 'e',
      'x-last-death-queue': 'q',
      'x-delivery-count': 3,
      'x-acquired-count': 4,
      'x-delay': 5,
      'warren-attempt': 2,
    };
    expect(withoutDeathHeaders(headers)).toEqual({ 'x-delay': 5, 'warren-attempt': 2 });
    expect(headers).toHaveProperty('x-death');
  });

  it('makes no headers out of none', () => {
    expect(withoutDeathHeaders(undefined)).toEqual({});
  });
});
