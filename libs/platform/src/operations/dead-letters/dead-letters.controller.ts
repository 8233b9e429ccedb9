import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeadLetterSearch, UnknownCursorError, UnknownDeadLetterError } from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { IdParam } from '../../http/identifiers';
import { Refuses } from '../../http/refuses';
import { OPERATIONS_TAG } from '../operations-tag';
import { DeadLetterDetailsResponse, DeadLetterGroupResponse } from './dead-letter-details.response';
import {
  DeadLetterFilterRequest,
  FindDeadLettersRequest,
  ShowDeadLetterRequest,
} from './dead-letter.requests';
import { DeadLetterPageResponse } from './dead-letter.response';

/** Those that somebody looks for. After the routes of `RedrivesController`: an id is matched last. */
@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/dead-letters')
export class DeadLettersController {
  constructor(private readonly search: DeadLetterSearch) {}

  @Get()
  @ApiOperation({ summary: 'Messages that could not be handled, the newest first' })
  @ApiOkResponse({ type: DeadLetterPageResponse })
  @Refuses(400, UnknownCursorError)
  async find(@Query() { size, after, ...filter }: FindDeadLettersRequest): Promise<DeadLetterPageResponse> {
    return this.search.page(filter, { size, after });
  }

  @Get('groups')
  @ApiOperation({ summary: 'The same by what went wrong and where, the largest group first' })
  @ApiOkResponse({ type: [DeadLetterGroupResponse] })
  groups(@Query() filter: DeadLetterFilterRequest): Promise<DeadLetterGroupResponse[]> {
    return this.search.groups(filter);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One, with its event, the stack of the error, and what was done with it' })
  @ApiOkResponse({ type: DeadLetterDetailsResponse })
  @Refuses(404, UnknownDeadLetterError)
  show(
    @IdParam('id') id: string,
    @Query() { confidential }: ShowDeadLetterRequest,
  ): Promise<DeadLetterDetailsResponse> {
    return this.search.show(id, { confidential: confidential === 'true' });
  }
}
