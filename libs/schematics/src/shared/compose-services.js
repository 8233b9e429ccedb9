/**
 * How docker/compose.yaml runs a service, and migrates its database before. What all have alike stands at the top of that file.
 *
 * @param {{ name: string, port: number }} service
 */
function composeServices({ name, port }) {
  const variable = name.toUpperCase().replaceAll('-', '_');
  return `  ${name}:
    <<: *service
    image: warren/${name}:0.1.0
    build: &build-${name} { <<: *build, args: { APP: ${name} } }
    environment: &settings-${name}
      <<: *settings
      DATABASE_URL: postgres://${name}:\${SHOP_PASSWORD:-warren}@postgres:5432/${name}
      RABBITMQ_URL: amqp://${name}:\${SHOP_PASSWORD:-warren}@rabbitmq:5672/shop
    ports: ['127.0.0.1:\${${variable}_PORT:-${port}}:3000']
    depends_on: { <<: *needs, ${name}-migrate: *done }

  ${name}-migrate:
    <<: *migration
    image: warren/${name}:0.1.0
    build: *build-${name}
    environment:
      <<: *settings-${name}
      MIGRATION_DATABASE_URL: postgres://${name}_migrator:\${SHOP_PASSWORD:-warren}@postgres:5432/${name}`;
}

module.exports = { composeServices };
