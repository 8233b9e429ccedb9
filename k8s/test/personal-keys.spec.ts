import { describeRules } from './describe-rules';
import { container, deployment } from './orders-of';
import { personsHaveKeys, servicesThatKnowPersons } from './personal-keys';

describeRules('personal-keys.spec.ts', [
  [
    'services that know persons have a master key of their own',
    personsHaveKeys,
    {
      'a service without': [
        (objects) => {
          const { env } = container(deployment(objects));
          env!.splice(
            env!.findIndex(({ name }) => name === 'PERSONAL_DATA_KEYS'),
            1,
          );
        },
        /^Deployment\/orders knows persons and has no PERSONAL_DATA_KEYS/,
      ],
    },
  ],
]);

it('services that know persons are told apart from others', () => {
  expect(servicesThatKnowPersons()).toEqual(expect.arrayContaining(['users', 'orders', 'notifications']));
  expect(servicesThatKnowPersons()).not.toContain('inventory');
});
