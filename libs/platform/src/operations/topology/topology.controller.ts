import { Body, Controller, Get, HttpCode, Logger, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import {
  MigrationRunsElsewhereError,
  QueueMigrationError,
  TopologyMigration,
  TopologyPlan,
} from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { ProblemError } from '../../http/problem';
import { Actor } from '../actor.decorator';
import { OPERATIONS_TAG } from '../operations-tag';
import { AppliedResponse, TopologyResponse } from './topology.response';

class ApplyRequest {
  @ApiPropertyOptional({
    description: 'Also unbind what no process has wanted for two hours.',
    default: false,
  })
  @IsOptional()
  @IsBoolean()
  readonly removeStale?: boolean;
}

@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/topology')
export class TopologyController {
  private readonly logger = new Logger('Topology');

  constructor(
    private readonly plan: TopologyPlan,
    private readonly migration: TopologyMigration,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What this version declares, compared with what the broker has' })
  @ApiOkResponse({ type: TopologyResponse })
  compare(): Promise<TopologyResponse> {
    return this.plan.compare();
  }

  @Post('apply')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Declare what is missing, and migrate queues whose arguments changed',
    description:
      'Answers when it is done, which takes as long as moving the messages. It goes on when the client hangs up.',
  })
  @ApiOkResponse({ type: AppliedResponse })
  async apply(@Body() { removeStale }: ApplyRequest, @Actor() actor: string): Promise<AppliedResponse> {
    this.logger.log(`topology apply, asked for by ${actor}.`);
    try {
      return await this.migration.apply({ removeStale, onStep: (step) => this.logger.log(step) });
    } catch (cause) {
      if (cause instanceof MigrationRunsElsewhereError || cause instanceof QueueMigrationError)
        throw new ProblemError(409, 'topology-not-applied', cause.message, { cause });
      throw cause;
    }
  }
}
