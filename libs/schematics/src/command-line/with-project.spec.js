const { repository } = require('../../../../tools/repository');
const { withProject } = require('./with-project');

/** @param {string} line @param {{ isAsked?: boolean, folder?: string }} [options] */
const given = (line, { isAsked = false, folder = repository } = {}) =>
  withProject(line.split(' '), folder, isAsked).join(' ');

describe('the project that Nest asks for', () => {
  it.each([true, false])('is answered for schematics of this repository, whoever is there: %s', (isAsked) => {
    expect(given('g microservice NobodyHasThisName', { isAsked })).toBe(
      'g microservice NobodyHasThisName --project orders',
    );
    expect(given('generate remove-microservice users --dry-run', { isAsked })).toBe(
      'generate remove-microservice users --dry-run --project users',
    );
  });

  it('is the default one for schematics of Nest where nobody can answer', () => {
    expect(given('g service prices')).toBe('g service prices --project orders');
    expect(given('g service users')).toBe('g service users --project orders');
  });

  it('is asked for at a terminal, for schematics of Nest', () => {
    expect(given('g service prices', { isAsked: true })).toBe('g service prices');
  });

  it.each([
    'g service prices --project users',
    'g service prices -p users',
    'g microservice NobodyHasThisName --project=users',
    'g app shop',
    'g library money',
    'g',
    'g --help',
    'build users',
  ])('is left alone in: nest %s', (line) => expect(given(line)).toBe(line));

  it('is nobody’s outside of a repository', () => {
    expect(given('g service prices', { folder: '/' })).toBe('g service prices');
  });
});
