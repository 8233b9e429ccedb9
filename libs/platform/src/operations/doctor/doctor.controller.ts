import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../access/access-rule';
import { OPERATIONS_TAG } from '../operations-tag';
import { Doctor } from './doctor';
import { DiagnosisResponse } from './diagnosis.response';

@ApiTags(OPERATIONS_TAG)
@Roles('operator')
@Controller('ops/doctor')
export class DoctorController {
  constructor(private readonly doctor: Doctor) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Looks at all that the service depends on, and says what to do',
    description: 'Answers 200 whatever is found. It changes nothing, and makes a few connections of its own.',
  })
  @ApiOkResponse({ type: DiagnosisResponse })
  examine(): Promise<DiagnosisResponse> {
    return this.doctor.examine();
  }
}
