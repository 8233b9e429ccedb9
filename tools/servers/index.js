// What tests may use of the servers' side of the tools.
const { startPrivatePostgres } = require('./postgres/private');
const { startPrivateRabbitMq } = require('./rabbitmq/private');

module.exports = { startPrivatePostgres, startPrivateRabbitMq };
