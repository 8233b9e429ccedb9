import { cellText } from './cell-text';

describe('cellText', () => {
  it.each([
    ['text as it is', 'a "b" \\', 'a "b" \\'],
    ['null as null', null, null],
    ['a number', 1.5, '1.5'],
    ['true', true, 'true'],
    ['a moment', new Date('2030-01-01T00:00:00Z'), '2030-01-01T00:00:00.000Z'],
    ['bytes', Buffer.from([0, 255]), '\\x00ff'],
    ['a list', ['a', null, 'b"\\c', '', 'NULL', 'd,e'], '{"a",NULL,"b\\"\\\\c","","NULL","d,e"}'],
    ['a list of lists', [[1, 2], [3]], '{{"1","2"},{"3"}}'],
    ['an object as JSON', { a: 1 }, '{"a":1}'],
  ])('writes %s', (_what, value, text) => expect(cellText(value)).toBe(text));
});
