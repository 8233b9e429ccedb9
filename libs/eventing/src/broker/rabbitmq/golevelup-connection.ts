import { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
import { Logger, type LoggerService } from '@nestjs/common';
import { accessOptions } from './access';
import type { AddressRotation } from './addresses';
import type { RabbitSettings } from './settings';

/**
 * A connection of golevelup's, which comes back by itself, made by hand. Its Nest module keeps state in static fields, so
 * that a second application in the same process would lose its handlers or never close.
 */
export function golevelupConnection(
  name: string,
  addresses: AddressRotation,
  settings: RabbitSettings,
): AmqpConnection {
  const connectionOptions = {
    timeout: settings.connectTimeoutMs,
    // Without it, a call after an ack waits some 40 ms for the network's own batching.
    noDelay: true,
    clientProperties: { connection_name: name },
  };
  return new AmqpConnection({
    name,
    uri: [...addresses.all],
    registerHandlers: false,
    enableDirectReplyTo: false,
    connectionInitOptions: {
      wait: false,
      skipConnectionFailedLogging: true,
      skipDisconnectFailedLogging: true,
    },
    connectionManagerOptions: {
      heartbeatIntervalInSeconds: settings.heartbeatSeconds,
      reconnectTimeInSeconds: (settings.reconnectMs / 1_000) * (0.5 + Math.random()),
      // Asked before each attempt, for one address: of a list all would be tried before it asks again, and certificates may
      // have been renewed since the last attempt.
      findServers: () => {
        const url = addresses.next();
        const access = accessOptions(url, settings.tls);
        return Promise.resolve([{ url, connectionOptions: { ...connectionOptions, ...access } }]);
      },
    },
    logger: quiet(new Logger('RabbitMQ')),
  });
}

/** What golevelup has to say is of use only when looking for a fault. */
function quiet(logger: Logger): LoggerService {
  const debug = (message: unknown) => logger.debug(message);
  return { log: debug, warn: debug, error: debug, debug };
}
