const { checkNodeVersion } = require('./node-version');

describe('the version of Node.js', () => {
  it.each(['20.19.0', '20.20.1', '22.0.0', '24.1.0'])('%s will do', (version) => {
    expect(() => checkNodeVersion(version, '>=20.19')).not.toThrow();
  });

  it.each(['18.20.0', '20.18.9'])('%s is refused with what is needed', (version) => {
    expect(() => checkNodeVersion(version, '>=20.19')).toThrow(
      `Node.js ${version} is too old: 20.19 or newer`,
    );
  });

  it('that runs this fits package.json', () => expect(() => checkNodeVersion()).not.toThrow());
});
