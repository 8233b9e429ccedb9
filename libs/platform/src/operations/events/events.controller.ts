import { Controller, Get, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';
import { EventTail, type TailOptions } from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { atExpiry } from '../../access/at-expiry';
import type { Caller } from '../../access/caller';
import { CurrentCaller } from '../../access/current-caller.decorator';
import { ProblemError } from '../../http/problem';
import { OPERATIONS_TAG } from '../operations-tag';
import { EventsRequest } from './events.request';
import { EventsResponse } from './events.response';

/** Each holds a connection to the database. */
const TAILS_AT_ONCE = 5;

@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/events')
export class EventsController {
  private tails = 0;

  constructor(private readonly tail: EventTail) {}

  @Get()
  @ApiOperation({ summary: 'The latest events that the service has published, the newest last' })
  @ApiOkResponse({ type: EventsResponse })
  async latest(@Query() query: EventsRequest): Promise<EventsResponse> {
    const events = [];
    const over = new AbortController();
    for await (const event of this.tail.follow({ ...optionsOf(query), follow: false }, over.signal))
      events.push(event);
    return { events };
  }

  @Sse('tail')
  @ApiOperation({ summary: 'The same, and then those that come: server-sent events' })
  @ApiProduces('text/event-stream')
  follow(@Query() query: EventsRequest, @CurrentCaller() { expiresAt }: Caller): Observable<MessageEvent> {
    if (this.tails >= TAILS_AT_ONCE)
      throw new ProblemError(
        503,
        'too-many-tails',
        `${TAILS_AT_ONCE} clients follow the events of this process already.`,
      );
    return new Observable((subscriber) => {
      const over = new AbortController();
      const forgetExpiry = atExpiry(expiresAt, () => over.abort());
      this.tails++;
      const events = this.tail.follow(optionsOf(query), over.signal);
      const send = async () => {
        for await (const event of events)
          subscriber.next({ id: String(event.position), type: 'event', data: event });
      };
      send()
        .finally(() => {
          forgetExpiry();
          this.tails--;
        })
        .then(
          () => subscriber.complete(),
          (error: unknown) => subscriber.error(error),
        );
      return () => over.abort();
    });
  }
}

function optionsOf({ type, aggregate, correlation, last, data }: EventsRequest): TailOptions {
  return {
    ...(type && { types: type }),
    ...(aggregate !== undefined && { aggregate }),
    ...(correlation !== undefined && { correlationId: correlation }),
    ...{ last, withData: data === 'true' },
  };
}
