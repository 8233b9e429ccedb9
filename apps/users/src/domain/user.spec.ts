import { FORGOTTEN } from '@warren/eventing';
import { UserWasForgotten } from './user.errors';
import { User } from './user';

const userId = '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001';
const ada = { id: userId, name: 'Ada Lovelace', email: 'ada@example.com' };

describe('User', () => {
  it('tells that it was created', () => {
    expect(User.create(ada).pullEvents()).toEqual([
      { type: 'created', userId, name: ada.name, email: ada.email },
    ]);
  });

  it('tells what it is after a change, keeping what the change leaves out', () => {
    const user = User.restore(ada);
    user.change({ name: 'Ada King' });
    expect(user.snapshot()).toEqual({ ...ada, name: 'Ada King' });
    expect(user.pullEvents()).toEqual([{ type: 'updated', userId, name: 'Ada King', email: ada.email }]);
  });

  it('has nothing to tell when nothing changes', () => {
    const user = User.restore(ada);
    user.change({ name: ada.name });
    user.change({});
    expect(user.pullEvents()).toEqual([]);
  });

  it('forgets who it was, and is not changed after that', () => {
    const user = User.restore(ada);
    user.forget();
    expect(user.snapshot()).toEqual({ id: userId, name: FORGOTTEN, email: FORGOTTEN });
    expect(user.pullEvents()).toMatchObject([{ type: 'forgotten', userId }]);
    expect(() => user.change({ name: 'Ada' })).toThrow(UserWasForgotten);
  });

  it('tells each event once', () => {
    const user = User.create(ada);
    user.pullEvents();
    expect(user.pullEvents()).toEqual([]);
  });
});
