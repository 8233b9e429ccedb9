import { v7 as uuidv7 } from 'uuid';
import { runInMessageContext } from '../../message/message-context';
import { withPersonalTexts } from '../../message/personal/texts-in-work';
import { traceHere } from '../../message/traceparent';
import type { Middleware } from './handling';

/**
 * Makes what the handler publishes carry on the correlation, the cause and the trace of the event it handles, and tells the
 * log which event and which handler a line is about. A process that does not trace passes the trace on as it came.
 */
export function messageContext(): Middleware {
  return (handling, next) => {
    const envelope = handling.peek();
    const { correlationId, messageId } = handling.message.properties;
    const context = {
      correlationId: envelope?.correlationid ?? correlationId ?? messageId ?? uuidv7(),
      causationId: envelope?.id,
      consumer: handling.handler.name,
      ...traceHere(envelope ?? {}),
    };
    return runInMessageContext(context, () => withPersonalTexts(handling.personalTexts, next));
  };
}
