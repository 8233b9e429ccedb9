// What tests may use of the servers' side of the tools.
const { startPrivatePostgres } = require('./postgres/private');
const { startPrivateRabbitMq } = require('./rabbitmq/private');
const { startPrivateRabbitMqCluster } = require('./rabbitmq/private-cluster');
const { installedPostgres, installedPrometheus } = require('./installed');
const { watchOver } = require('./watchdog');

module.exports = {
  installedPostgres,
  installedPrometheus,
  startPrivatePostgres,
  startPrivateRabbitMq,
  startPrivateRabbitMqCluster,
  watchOver,
};
