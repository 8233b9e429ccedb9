import { newQuestionKeys, openAnswer, sealAnswer } from './sealed-answer';

const context = { asker: 'orders', owner: 'users', id: '0190' };
const asked = newQuestionKeys();
const answer = sealAnswer('the keys', asked.publicKey, context);

describe('an answer with keys of persons', () => {
  it('is read by who has asked', () => expect(openAnswer(answer, asked, context)).toBe('the keys'));

  it('is read by nobody else, though he has seen all that was sent', () => {
    const { publicKey } = asked;
    const stranger = { ...newQuestionKeys(), publicKey };
    expect(openAnswer(answer, stranger, context)).toBeUndefined();
    expect(JSON.stringify(answer)).not.toContain(Buffer.from('the keys').toString('base64url'));
  });

  it.each([{ asker: 'payments' }, { owner: 'catalog' }, { id: '0191' }])(
    'fits no other question: %j',
    (other) => expect(openAnswer(answer, asked, { ...context, ...other })).toBeUndefined(),
  );

  it('cannot be changed', () => {
    const flipped = answer.sealed.startsWith('A') ? 'B' : 'A';
    const changed = { ...answer, sealed: `${flipped}${answer.sealed.slice(1)}` };
    expect(openAnswer(changed, asked, context)).toBeUndefined();
  });

  it('refuses a public key that would make the secret one that everybody knows', () => {
    const lowOrder = Buffer.alloc(32).toString('base64url');
    expect(() => sealAnswer('the keys', lowOrder, context)).toThrow();
  });
});
