import { randomBytes } from 'node:crypto';
import { MasterKeys, type PersonalKey } from './master-keys';

const base64 = () => randomBytes(32).toString('base64');
const personal: PersonalKey = { owner: 'users', subject: 'ada', version: 1, key: randomBytes(32) };
const [old, fresh] = [`old:${base64()}`, `new:${base64()}`];

describe('master keys', () => {
  it('wrap a key so that only they can unwrap it', () => {
    const wrapped = MasterKeys.read(old, true).wrap(personal);
    expect(wrapped.masterId).toBe('old');
    expect(wrapped.wrapped.includes(personal.key)).toBe(false);
    expect(MasterKeys.read(old, true).unwrap(wrapped)).toEqual(personal);
    expect(() => MasterKeys.read(`old:${base64()}`, true).unwrap(wrapped)).toThrow(/was not wrapped by/);
    expect(() => MasterKeys.read(fresh, true).unwrap(wrapped)).toThrow(/does not have/);
  });

  it('are rotated: the first wraps, all of them unwrap', () => {
    const wrapped = MasterKeys.read(old, true).wrap(personal);
    const both = MasterKeys.read(`${fresh}, ${old}`, true);
    expect(both.unwrap(wrapped)).toEqual(personal);
    expect(both.wrap(personal).masterId).toBe('new');
  });

  it('notice a key that was put into the row of another person', () => {
    const keys = MasterKeys.read(old, true);
    expect(() => keys.unwrap({ ...keys.wrap(personal), subject: 'bob' })).toThrow(/was changed/);
  });

  it('need no setting in a development, and refuse to run a production without', () => {
    expect(MasterKeys.read(undefined, false).current).toBe('development');
    expect(() => MasterKeys.read(undefined, true)).toThrow(/this is production.*PERSONAL_DATA_KEYS=/s);
  });

  it.each(['', 'x', 'x:', 'x:AAAA', `X:${base64()}`, `a:${base64()},a:${base64()}`, `a:${base64()}:b`])(
    'refuse %j without telling it',
    (setting) => {
      const refusal = () => MasterKeys.read(setting, false);
      expect(refusal).toThrow(/PERSONAL_DATA_KEYS: part \d is not/);
      if (setting.length > 10) expect(refusal).not.toThrow(setting.slice(3));
    },
  );
});
