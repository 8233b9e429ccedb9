import { receiptFor, type SmtpError } from './smtp-receipt';

describe('receiptFor', () => {
  const cases: [string, SmtpError, boolean, string][] = [
    [
      'a mailbox that does not exist',
      { code: 'EENVELOPE', responseCode: 550, permanent: true, message: 'm' },
      false,
      'refused',
    ],
    [
      'a content that is refused',
      { code: 'EMESSAGE', responseCode: 554, permanent: true, message: 'm' },
      true,
      'refused',
    ],
    ['an address that is none', { code: 'EENVELOPE', message: 'm' }, false, 'refused'],
    [
      'a mailbox that is busy',
      { code: 'EENVELOPE', responseCode: 450, permanent: false, message: 'm' },
      false,
      'later',
    ],
    [
      'a full disk after the content',
      { code: 'EMESSAGE', responseCode: 452, permanent: false, message: 'm' },
      true,
      'later',
    ],
    ['nobody there', { code: 'ESOCKET', message: 'm' }, false, 'later'],
    ['a wrong password', { code: 'EAUTH', responseCode: 535, permanent: true, message: 'm' }, false, 'later'],
    [
      'a greeting that sends us away',
      { code: 'ECONNECTION', responseCode: 554, permanent: true, message: 'm' },
      false,
      'later',
    ],
    ['silence after the content', { code: 'ETIMEDOUT', message: 'm' }, true, 'unknown'],
    ['a connection lost after the content', { code: 'ECONNECTION', message: 'm' }, true, 'unknown'],
  ];

  it.each(cases)('takes %s for what it is', (_, error, handedOver, outcome) => {
    expect(receiptFor(error, handedOver)).toMatchObject({ outcome, problem: expect.stringContaining('m') });
  });
});
