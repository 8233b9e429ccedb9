// What tests may use of the servers' side of the tools.
const { startPrivatePostgres } = require('./postgres/private');
const { startPrivateRabbitMq } = require('./rabbitmq/private');
const { installedPrometheus } = require('./installed');
const { watchOver } = require('./watchdog');

module.exports = { installedPrometheus, startPrivatePostgres, startPrivateRabbitMq, watchOver };
