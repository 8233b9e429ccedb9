const { readSystem } = require('../map/services');
const { accessFileOf } = require('./access-file');
const { rolesOf } = require('./roles');
const { scriptOf } = require('./script');

/**
 * What a PostgreSQL server has to be told about roles, as files.
 *
 * @param {string} root of the repository
 */
function databaseRolesOf(root) {
  const roles = rolesOf(readSystem(root));
  return [
    { place: 'docker/postgres/roles.sh', text: scriptOf(roles) },
    { place: 'docker/postgres/pg_hba.conf', text: accessFileOf(roles) },
  ];
}

module.exports = { databaseRolesOf };
