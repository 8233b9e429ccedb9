import { Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { ClientsModule, Transport, type ClientProxy } from '@nestjs/microservices';
import { CloudEventsSerializer, type OutgoingCloudEvent } from '@warren/eventing';
import { lastValueFrom } from 'rxjs';

@Injectable()
export class Billing {
  constructor(@Inject('EVENTS') private readonly client: ClientProxy) {}

  /** Without waiting, a failure would be nobody's. */
  async publish(routingKey: string, event: OutgoingCloudEvent): Promise<void> {
    await lastValueFrom(this.client.emit<void, OutgoingCloudEvent>(routingKey, event), {
      defaultValue: undefined,
    });
  }
}

@Module({})
export class BillingModule {
  static on(url: string, exchange: string): DynamicModule {
    return {
      module: BillingModule,
      imports: [
        ClientsModule.register([
          {
            name: 'EVENTS',
            transport: Transport.RMQ,
            options: {
              urls: [url],
              exchange,
              exchangeType: 'topic',
              wildcards: true, // the only way for a client to publish to an exchange, with the pattern as routing key
              serializer: new CloudEventsSerializer({ service: 'billing' }),
            },
          },
        ]),
      ],
      providers: [Billing],
    };
  }
}
