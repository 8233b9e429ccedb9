import { connect } from 'amqplib';
import { urlOfUser } from './broker-users';
import type { Name, Shop } from './shop';

/**
 * Somebody who has got hold of the password of one service and says, on its exchange, what only another one may say: that an
 * order was placed.
 */
export async function forgeOrder(shop: Shop, by: Name, routingKey: string, id: string): Promise<void> {
  const connection = await connect(urlOfUser(shop.rabbitmqUrl, shop.namespace, by));
  try {
    const channel = await connection.createConfirmChannel();
    const event = {
      ...{ specversion: '1.0', id, source: '/orders', type: 'orders.order-placed.v1', subject: 'x' },
      ...{ time: new Date().toISOString(), data: {} },
    };
    const properties = { userId: `${shop.namespace}.${by}`, messageId: id };
    channel.publish(
      `${shop.namespace}.${by}.events`,
      routingKey,
      Buffer.from(JSON.stringify(event)),
      properties,
    );
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}
