import { withoutTexts } from './personal-texts';

describe('a text without what it says of persons', () => {
  it('has lost a name whole, also where another one begins like it', () =>
    expect(withoutTexts('Ada Lovelace and Ada', ['Ada', 'Ada Lovelace'])).toBe('(personal) and (personal)'));

  it('is what it was where nothing is known of anybody', () =>
    expect(withoutTexts('Ada Lovelace', [])).toBe('Ada Lovelace'));
});
