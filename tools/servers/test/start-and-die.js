// Started by private-servers.int-spec.ts: holds private servers, says where they are, and waits to be killed.
const { startPrivatePostgres, startPrivateRabbitMq } = require('..');

async function main() {
  const [postgres, rabbitmq] = await Promise.all([startPrivatePostgres(), startPrivateRabbitMq()]);
  console.log(JSON.stringify([postgres, rabbitmq].map(({ url, dir }) => ({ url, dir }))));
}

process.stdin.resume(); // as long as nobody ends it
void main();
