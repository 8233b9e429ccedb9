/**
 * Who may log in to PostgreSQL from where, as in docker/postgres/pg_hba.conf: each role to its own database, over TLS. Who administers it
 * comes over the network here, for the job that makes the roles. CloudNativePG puts lines of its own first, and after these one that
 * would let everybody try: so the last one here refuses.
 *
 * @param {import('../database/roles').Roles[]} roles
 */
function accessPatchOf(roles) {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'database' },
    spec: {
      postgresql: {
        pg_hba: [
          ...roles.map(
            ({ database, runtime, migrator }) =>
              `hostssl "${database}" "${runtime}","${migrator}" all scram-sha-256`,
          ),
          'hostssl all postgres all scram-sha-256',
          'host all all all reject',
        ],
      },
    },
  };
}

module.exports = { accessPatchOf };
