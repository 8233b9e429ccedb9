import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OutboxStatus } from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { OPERATIONS_TAG } from '../operations-tag';
import { OutboxStatusResponse } from './outbox-status.response';

@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/outbox')
export class OutboxController {
  constructor(private readonly outbox: OutboxStatus) {}

  @Get()
  @ApiOperation({ summary: 'How much waits to be sent, since when, and who sends it' })
  @ApiOkResponse({ type: OutboxStatusResponse })
  status(): Promise<OutboxStatusResponse> {
    return this.outbox.read();
  }
}
