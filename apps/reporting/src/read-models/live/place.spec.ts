import { idOf, placeOf } from './place';

describe('a place', () => {
  it.each([
    [{ position: 0, mark: '' }, '0'],
    [{ position: 41, mark: '' }, '41'],
    [{ position: 999_999_999_999_999, mark: '0a1b2c3d' }, '999999999999999-0a1b2c3d'],
  ])('%j is the id %s', (place, id) => {
    expect(idOf(place)).toBe(id);
    expect(placeOf(id)).toEqual(place);
  });

  it.each(['', 'x', '-1', '1.5', '9'.repeat(16), '1-', '1-0a1b2c3', '1-0A1B2C3D', '1-0a1b2c3d4', ' 1'])(
    'is not read from %p',
    (id) => expect(placeOf(id)).toBeUndefined(),
  );
});
