import { lineFinding, roleFinding, type RoleAndLine } from './role-findings';

const seen = (changes: Partial<RoleAndLine> = {}): RoleAndLine => ({
  ...{ role: 'orders', isSuperuser: false, passesRowSecurity: false, ownTables: 0, mayCreateIn: [] },
  ...{ isEncrypted: true, isElsewhere: true },
  ...changes,
});

it('is content with a role that may work with the tables and nothing else', () => {
  expect(roleFinding(seen())).toMatchObject({ verdict: 'ok' });
});

it.each<[string, Partial<RoleAndLine>, RegExp]>([
  ['a superuser', { isSuperuser: true }, /orders is a superuser/],
  ['one that row security does not concern', { passesRowSecurity: true }, /passes by row security/],
  ['the owner of the tables', { ownTables: 3 }, /owns 3 tables/],
  ['one that may create', { mayCreateIn: ['eventing', 'public'] }, /may create in eventing, public/],
])('warns of %s', (_, changes, finding) => {
  expect(roleFinding(seen(changes))).toMatchObject({
    ...{ verdict: 'warning', finding: expect.stringMatching(finding) },
    advice: expect.stringContaining('roles.sh'),
  });
});

it('warns of a line on which others could listen in', () => {
  expect(lineFinding(seen({ isEncrypted: false }))).toMatchObject({
    ...{ verdict: 'warning', advice: expect.stringContaining('sslmode=verify-full') },
  });
  expect(lineFinding(seen({ isEncrypted: false, isElsewhere: false }))).toMatchObject({ verdict: 'ok' });
  expect(lineFinding(seen())).toMatchObject({ verdict: 'ok' });
});
