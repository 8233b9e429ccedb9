import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';

/**
 * A connection of the pool that may be lost at any instant without taking the process along. The pool listens for errors
 * only while a connection lies idle, TypeORM only while it uses one; in between, an error would be an event that nobody
 * listens to, and with that Node ends the process. Nothing is lost by hearing it here: the next query on the connection
 * fails, and the pool then throws the connection away.
 */
export class PooledClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.on('error', (error) => {
      const isHeardElsewhere = this.listenerCount('error') > 1;
      if (!isHeardElsewhere) new Logger('Database').warn(`A connection was lost: ${error.message}`);
    });
  }
}
