import { Controller, Headers, Logger, Res, Sse, type MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { catchError, EMPTY, from, type Observable } from 'rxjs';
import { type Caller, CurrentCaller, ProblemError, Roles } from '@warren/platform';
import { ReportingConfig } from '../../reporting.config';
import { LiveClients } from './live-clients';
import { LiveFeed } from './live-feed';
import { liveMessages } from './live-messages';
import { LiveTail } from './live-tail';
import { placeOf, type Place } from './place';

/** Characters that may wait in memory for one client, whatever else fails. */
const MAX_PENDING = 256 * 1024;

@ApiTags('live')
@Roles('staff')
@Controller('live')
export class LiveController {
  private readonly logger = new Logger(LiveController.name);

  constructor(
    private readonly feed: LiveFeed,
    private readonly tail: LiveTail,
    private readonly clients: LiveClients,
    private readonly config: ReportingConfig,
  ) {}

  @Sse('', { maxPendingDataLength: MAX_PENDING })
  @ApiOperation({
    summary:
      'Orders and sales as they happen: order-placed, order-confirmed, order-cancelled, order-rejected; and missed, when some cannot be told any more because a client was away for too long, or the database was restored: read the reports anew',
  })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where to go on. Default: now.' })
  async live(
    @CurrentCaller() caller: Caller,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<Observable<MessageEvent>> {
    const asked = askedPlace(lastEventId);
    const newest = await this.feed.newest();
    const signal = this.clients.add(response, caller.expiresAt);
    const messages = liveMessages(this.tail, {
      place: asked ?? newest,
      heartbeatMs: this.config.LIVE_HEARTBEAT_MS,
      signal,
      taken: () => this.clients.taken(response, signal),
    });
    // Ended here, an error makes the client come back with the id it has. Nest would send it on as an event, with an id of
    // its own making.
    return from(messages).pipe(
      catchError((error: unknown) => {
        this.logger.warn(`A live client has to come back: ${String(error)}`);
        return EMPTY;
      }),
    );
  }
}

function askedPlace(lastEventId: string | undefined): Place | undefined {
  if (!lastEventId) return undefined;
  const place = placeOf(lastEventId);
  if (place) return place;
  const detail = 'Last-Event-ID must be an id that was received from here before, or be left out';
  throw new ProblemError(400, 'invalid-request', `${detail}.`, {
    errors: [{ field: 'Last-Event-ID', rule: 'isEventId', detail }],
  });
}
