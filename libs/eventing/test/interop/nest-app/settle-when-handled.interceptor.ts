import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { RmqContext } from '@nestjs/microservices';
import type { Channel, Message } from 'amqplib';
import { tap, type Observable } from 'rxjs';

/**
 * Nest settles nothing that a handler took. This acks what was handled, and gives back what was not: it comes again at
 * once, until the queue's delivery limit hands it to the dead letters.
 */
export class SettleWhenHandled implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const rmq = context.switchToRpc().getContext<RmqContext>();
    const channel = rmq.getChannelRef() as Channel;
    const message = rmq.getMessage() as unknown as Message;
    return next.handle().pipe(
      tap({
        complete: () => channel.ack(message),
        error: () => channel.nack(message),
      }),
    );
  }
}
