import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import {
  BackgroundReplays,
  NothingToResumeError,
  OutboxReplay,
  ReplayRefusedError,
  type Replay,
} from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { IdParam } from '../../http/identifiers';
import { ProblemError } from '../../http/problem';
import { Actor } from '../actor.decorator';
import { OPERATIONS_TAG } from '../operations-tag';
import { readPlace } from './replay-options';
import { ReplayBody } from './replay.request';
import { ReplayResponse } from './replay.response';

@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/outbox/replays')
export class ReplaysController {
  constructor(
    private readonly replays: OutboxReplay,
    private readonly background: BackgroundReplays,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What was sent round again, by whom, and how far it is' })
  @ApiOkResponse({ type: [ReplayResponse] })
  list(): Promise<ReplayResponse[]> {
    return this.replays.list();
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a replay is' })
  @ApiOkResponse({ type: ReplayResponse })
  find(@IdParam('id') id: string): Promise<ReplayResponse> {
    return this.expect(id);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Send events round again; this process does it in the background' })
  @ApiAcceptedResponse({ type: ReplayResponse })
  async begin(@Body() body: ReplayBody, @Actor() requestedBy: string): Promise<ReplayResponse> {
    const { from, to, ...request } = body;
    const places = { from: placeIn(from), to: placeIn(to) };
    const replay = await refusedAsProblem(this.replays.request({ ...request, ...places, requestedBy }));
    this.background.begin(replay.id);
    return replay;
  }

  @Post(':id/stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop it, whoever sends it' })
  @ApiOkResponse({ type: ReplayResponse })
  async stop(@IdParam('id') id: string, @Actor() by: string): Promise<ReplayResponse> {
    await this.expect(id);
    return this.replays.stop(id, by);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @ApiOperation({ summary: 'Go on with one that was stopped, interrupted, or failed' })
  @ApiAcceptedResponse({ type: ReplayResponse })
  @ApiConflictResponse({ description: 'It is done, or somebody sends it just now.' })
  async resume(@IdParam('id') id: string, @Actor() by: string): Promise<ReplayResponse> {
    await this.expect(id);
    const replay = await refusedAsProblem(this.replays.resume(id, by));
    this.background.begin(id);
    return replay;
  }

  private async expect(id: string): Promise<Replay> {
    const replay = await this.replays.find(id);
    if (!replay) throw new ProblemError(404, 'unknown-replay', `There is no replay ${id}.`);
    return replay;
  }
}

function placeIn(value: string | number | undefined): number | Date | undefined {
  return value === undefined ? undefined : readPlace(String(value));
}

async function refusedAsProblem<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof ReplayRefusedError)) throw cause;
    const status = cause instanceof NothingToResumeError ? 409 : 422;
    throw new ProblemError(status, 'replay-refused', cause.message, { cause });
  }
}
