import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProjectionList } from '@warren/eventing';
import { Roles } from '../../access/access-rule';
import { OPERATIONS_TAG } from '../operations-tag';
import { ProjectionsResponse } from './projections.response';

@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/projections')
export class ProjectionsController {
  constructor(private readonly projections: ProjectionList) {}

  @Get()
  @ApiOperation({
    summary: 'How far each projection has got, what it holds, and how complete its copies are',
  })
  @ApiOkResponse({ type: ProjectionsResponse })
  async list(): Promise<ProjectionsResponse> {
    return { projections: await this.projections.read() };
  }
}
