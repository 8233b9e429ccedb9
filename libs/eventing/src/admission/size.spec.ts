import { bytesOf, SizeLimitError } from './size';

describe('bytesOf', () => {
  it.each([
    ['512kb', 524_288],
    [' 1mb ', 1_048_576],
    ['8mb', 8_388_608],
    ['', undefined],
    [undefined, undefined],
  ])('%p is %p', (size, bytes) => expect(bytesOf(size)).toBe(bytes));

  it.each(['9mb', '1gb', '0kb', '1.5mb', '1000000', 'much'])('refuses %s', (size) =>
    expect(() => bytesOf(size)).toThrow(SizeLimitError),
  );
});
