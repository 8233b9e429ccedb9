import { claimAt, rolesIn } from './claims';

describe('a claim', () => {
  it.each<[string, string, object]>([
    ['by its name', 'roles', { roles: ['staff'] }],
    ['by its path', 'realm_access.roles', { realm_access: { roles: ['staff'] } }],
    ['by a name with dots', 'https://shop.example/roles', { 'https://shop.example/roles': ['staff'] }],
  ])('is found %s', (_, path, claims) => expect(claimAt({ ...claims }, path)).toEqual(['staff']));

  it.each(['roles', 'realm_access.roles', 'constructor', 'realm_access.constructor', 'sub.length', ''])(
    'that is not there (%s) is undefined',
    (path) => expect(claimAt({ sub: 'ada', realm_access: {} }, path)).toBeUndefined(),
  );
});

describe('roles', () => {
  it.each<[unknown, string[]]>([
    [
      ['staff', 'operator'],
      ['staff', 'operator'],
    ],
    ['openid staff', ['staff']],
    [['admin', 'STAFF', 1, null, ['staff']], []],
    [{ staff: true }, []],
    [undefined, []],
  ])('of %j are %j', (claim, roles) => expect(rolesIn(claim)).toEqual(roles));
});
