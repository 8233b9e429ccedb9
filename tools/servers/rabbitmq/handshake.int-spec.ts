import { greetRabbitMq } from './handshake';

const { RABBITMQ_URL = 'amqp://guest:guest@127.0.0.1:5672' } = process.env;

describe('logging in to RabbitMQ', () => {
  it('tells its version', async () => {
    expect((await greetRabbitMq(RABBITMQ_URL)).version).toMatch(/^\d+\.\d+/);
  });

  it('names a virtual host that it does not let us into', async () => {
    const url = Object.assign(new URL(RABBITMQ_URL), { pathname: '/no%2Fwhere' }).toString();
    await expect(greetRabbitMq(url)).rejects.toThrow(
      'it has no virtual host "no/where", or this user may not use it',
    );
  });
});
