const { readArguments } = require('./arguments');

describe('arguments of npm test', () => {
  it('runs everything, with servers, where nothing is asked for', () => {
    expect(readArguments([])).toEqual({
      needsServers: true,
      needsBuild: true,
      jestArguments: ['--maxWorkers=2'],
    });
  });

  it('prepares no more than the chosen tests need', () => {
    expect(readArguments(['--unit'])).toEqual({
      needsServers: false,
      needsBuild: false,
      jestArguments: ['--selectProjects', 'unit', '--maxWorkers=2'],
    });
    expect(readArguments(['--integration'])).toMatchObject({ needsServers: true, needsBuild: false });
    expect(readArguments(['--unit', '--e2e'])).toMatchObject({ needsServers: true, needsBuild: true });
  });

  it("passes jest's own arguments on, in their order and behind an option", () => {
    expect(
      readArguments(['-t', 'relay', '--integration', 'libs/eventing', '--maxWorkers=1']).jestArguments,
    ).toEqual([
      '--selectProjects',
      'integration',
      '--maxWorkers=2',
      '-t',
      'relay',
      'libs/eventing',
      '--maxWorkers=1',
    ]);
  });
});
