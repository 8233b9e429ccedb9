const fs = require('node:fs');
const path = require('node:path');
const { load } = require('js-yaml');
const { yamlFile } = require('./yaml-file');

const RULES = 'docker/observability/rules/warren.rules.yml';
const DASHBOARDS = 'docker/observability/grafana/dashboards';

/**
 * Alert rules and dashboards where kustomize finds them: it reads no file outside of its own folder. They are written in docker/observability,
 * which is where they are tested.
 *
 * @param {string} root of the repository @param {string} folder
 */
function observabilityOf(root, folder) {
  /** @param {string} place */
  const read = (place) => fs.readFileSync(path.join(root, place), 'utf8');
  const { groups } = /** @type {{ groups: object[] }} */ (load(read(RULES)));
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'services' },
    spec: { groups },
  };
  const dashboards = fs
    .readdirSync(path.join(root, DASHBOARDS))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ place: `${folder}/dashboards/${file}`, text: read(`${DASHBOARDS}/${file}`) }));
  return [yamlFile(`${folder}/rules.yaml`, RULES, [rule]), ...dashboards];
}

module.exports = { observabilityOf };
