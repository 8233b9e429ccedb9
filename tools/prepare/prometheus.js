const { step } = require('../output/step');
const { installedPrometheus } = require('../servers/installed');
const { installDebianPackages } = require('../servers/ways/install-debian-packages');

/**
 * Sees to it that Prometheus and promtool are there, which test the alert rules and the dashboards. Where they are not and
 * cannot be installed the tests go on without them, and say so; not so in CI, where nothing may be left out unseen.
 */
async function preparePrometheus() {
  const line = step('Prometheus');
  const installed = installedPrometheus();
  if (installed) return line.done(installed.promtool);
  const whyNot = await installDebianPackages(['prometheus'], line);
  if (!whyNot) return line.done('promtool installed (apt-get install prometheus)');
  const left = process.env.CI ? 'its tests will fail' : 'its tests are skipped';
  line.done(`not here, and ${left}: ${whyNot.why.trim().split('\n').pop()}`);
}

module.exports = { preparePrometheus };
