import { oneLine } from './one-line';

describe('oneLine', () => {
  it.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['Ada\r\nBcc: all@example.com', 'Ada Bcc: all@example.com'],
    ['Ada\u2028Bcc\u2029\u0085\u000b\u0000: x', 'Ada Bcc : x'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['  Zoë\t Śliwa 🐇 ', 'Zoë Śliwa 🐇'],
    ['half a \ud83d character', 'half a character'],
  ])('makes %j into %j', (text, line) => expect(oneLine(text)).toBe(line));

  it('cuts what is too long for a line, between characters', () => {
    expect(oneLine('🐇'.repeat(1_000))).toBe(`${'🐇'.repeat(299)}…`);
  });
});
