import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { Public } from '../access/access-rule';
import type { Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { ReadinessCheck, type Readiness } from './readiness';
import { StartupCheck, type Startup } from './startup';

@ApiTags('health')
@SkipThrottle()
@Public('Probes carry no token. They learn whether the service is well; why it is not, operators alone.')
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: ReadinessCheck,
    private readonly startup: StartupCheck,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Is the process alive? Asks nothing else: no restart mends a database.' })
  @ApiResponse({ status: 200, description: 'It is.' })
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('startup')
  @ApiOperation({
    summary: 'Has it started? Its queues were declared once, or wait for a broker that is away.',
  })
  @ApiResponse({
    status: 200,
    description: '`started`; `eventing` is `degraded` while the broker has never been there.',
  })
  @ApiResponse({ status: 503, description: '`starting`: give it time.' })
  started(@Res({ passthrough: true }) response: Response): Startup {
    const startup = this.startup.run();
    response.setHeader('Cache-Control', 'no-store');
    if (startup.status === 'starting') response.status(HttpStatus.SERVICE_UNAVAILABLE);
    return startup;
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Can it serve requests, and how are the database, broker, relay and consumers?',
    description: 'The details are for operators: who shows no token of one is told the status alone.',
  })
  @ApiResponse({ status: 200, description: '`ready`, or `degraded`: requests are served while events wait.' })
  @ApiResponse({ status: 503, description: '`not-ready`: the database is away, or the service is stopping.' })
  async ready(
    @CurrentCaller() caller: Caller | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Pick<Readiness, 'status'> & Partial<Readiness>> {
    const readiness = await this.readiness.run();
    response.setHeader('Cache-Control', 'no-store');
    if (readiness.status === 'not-ready') response.status(HttpStatus.SERVICE_UNAVAILABLE);
    return caller?.has('operator') ? readiness : { status: readiness.status };
  }
}
