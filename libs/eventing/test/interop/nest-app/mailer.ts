import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Transport, type RmqOptions } from '@nestjs/microservices';
import { CloudEventsDeserializer } from '@warren/eventing';
import { MailWhenOrderPlaced } from './mail-when-order-placed.controller';
import { SettleWhenHandled } from './settle-when-handled.interceptor';

@Module({
  controllers: [MailWhenOrderPlaced],
  providers: [{ provide: APP_INTERCEPTOR, useClass: SettleWhenHandled }],
})
export class MailerModule {}

/** `NestFactory.createMicroservice(MailerModule, mailerOptions(…))` */
export function mailerOptions(
  url: string,
  names: { exchange: string; queue: string; deadLetters: string },
): RmqOptions {
  return {
    transport: Transport.RMQ,
    options: {
      urls: [url],
      // Not wildcards: it would bind the handlers' patterns, and these are types, not routing keys.
      exchange: names.exchange,
      exchangeType: 'topic',
      routingKey: 'order-placed.v1',
      queue: names.queue,
      queueOptions: {
        durable: true,
        arguments: {
          'x-queue-type': 'quorum',
          'x-delivery-limit': 5,
          // What is rejected goes there, and is not forgotten here before it has arrived.
          'x-dead-letter-exchange': '',
          'x-dead-letter-routing-key': names.deadLetters,
          'x-dead-letter-strategy': 'at-least-once',
          'x-overflow': 'reject-publish',
        },
      },
      noAck: false, // Nest's default is true: a message counts as done when it is sent to the application
      prefetchCount: 10, // Nest's default is no limit
      deserializer: new CloudEventsDeserializer(),
    },
  };
}
