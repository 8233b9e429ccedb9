import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  DeadLetterDiscard,
  DeadLetterRedrive,
  NothingToRedriveError,
  RedriveRequestError,
  UnknownRedriveError,
  type RedriveOptions,
} from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { IdParam } from '../../http/identifiers';
import { Refuses } from '../../http/refuses';
import { invalidRequest } from '../../http/validation';
import { Actor } from '../actor.decorator';
import { OPERATIONS_TAG } from '../operations-tag';
import {
  CancelRedriveRequest,
  DiscardRequest,
  RedriveRequest,
  type ChosenDeadLetters,
} from './dead-letter.requests';
import { DiscardedResponse, RedriveResponse } from './redrive.response';

/** What is done with dead letters. */
@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/dead-letters')
export class RedrivesController {
  constructor(
    private readonly redrive: DeadLetterRedrive,
    private readonly discard: DeadLetterDiscard,
  ) {}

  @Post('redrives')
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends dead letters round again, to the consumer that gave up on them' })
  @ApiAcceptedResponse({ type: RedriveResponse })
  @Refuses(409, NothingToRedriveError)
  @Refuses(400, RedriveRequestError)
  async request(@Body() body: RedriveRequest, @Actor() actor: string): Promise<RedriveResponse> {
    const { reason, steps, ramp, tolerated, to } = body;
    const options: RedriveOptions = { actor, reason, ramp: steps ?? ramp, tolerated, to };
    const { ids, filter = {} } = chosen(body);
    return ids ? this.redrive.letters(ids, options) : this.redrive.matching(filter, options);
  }

  @Get('redrives')
  @ApiOperation({ summary: 'What was sent round again lately' })
  @ApiOkResponse({ type: [RedriveResponse] })
  latest(): Promise<RedriveResponse[]> {
    return this.redrive.latest();
  }

  @Get('redrives/:id')
  @ApiOperation({ summary: 'How far it is' })
  @ApiOkResponse({ type: RedriveResponse })
  @Refuses(404, UnknownRedriveError)
  progress(@IdParam('id') id: string): Promise<RedriveResponse> {
    return this.redrive.progress(id);
  }

  @Post('redrives/:id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ends it: what is not sent yet stays parked' })
  @ApiOkResponse({ type: RedriveResponse })
  @Refuses(404, UnknownRedriveError)
  cancel(
    @IdParam('id') id: string,
    @Body() { reason }: CancelRedriveRequest,
    @Actor() actor: string,
  ): Promise<RedriveResponse> {
    return this.redrive.cancel(id, { actor, reason });
  }

  @Post('discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Puts dead letters out of the way that are not to be handled' })
  @ApiOkResponse({ type: DiscardedResponse })
  discarded(@Body() body: DiscardRequest, @Actor() actor: string): Promise<DiscardedResponse> {
    const who = { actor, reason: body.reason };
    const { ids, filter = {} } = chosen(body);
    return ids ? this.discard.letters(ids, who) : this.discard.matching(filter, who);
  }
}

/** Neither is not all: who forgets to choose must not discard everything. */
function chosen({ ids, filter }: ChosenDeadLetters): ChosenDeadLetters {
  if ((ids === undefined) !== (filter === undefined)) return { ids, filter };
  const detail = 'either ids or filter must be given; all that wait are {"filter": {}}';
  throw invalidRequest([{ field: 'filter', rule: 'isChosen', detail }]);
}
