/** The virtual host of the services, and what broker and database are called in the namespace. */
const VHOST = 'warren';

/** In production: RabbitMQ by its cluster operator, PostgreSQL by CloudNativePG (k8s/components). TLS, both checked by their authority. */
const CLUSTERED = {
  broker: 'broker:5671',
  database: 'database-rw:5432',
  databaseOptions: '?sslmode=verify-full&sslrootcert=/etc/tls/database/ca.crt',
};

/** In a cluster on a laptop: one of each (k8s/overlays/local). */
const LOCAL = { broker: 'broker:5672', database: 'database:5432' };

module.exports = { CLUSTERED, LOCAL, VHOST };
