import { validateSync } from 'class-validator';
import { IsReadableFile } from './is-readable-file';

class Settings {
  @IsReadableFile() readonly file: unknown;
  constructor(file: unknown) {
    this.file = file;
  }
}

const isFine = (value: unknown) => validateSync(new Settings(value)).length === 0;

describe('IsReadableFile', () => {
  it('takes a file, and none', () => expect([isFine(__filename), isFine(undefined)]).toEqual([true, true]));

  it.each([__dirname, `${__filename}.missing`, '', 7, null])('refuses %p', (value) =>
    expect(isFine(value)).toBe(false),
  );
});
