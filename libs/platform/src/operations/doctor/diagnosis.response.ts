import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Finding } from '@warren/eventing';
import type { Diagnosis } from './doctor';

const VERDICTS = ['ok', 'warning', 'problem', 'unknown'] as const;

export class FindingResponse implements Finding {
  @ApiProperty({ example: 'broker' })
  readonly check!: string;

  @ApiProperty({ enum: VERDICTS })
  readonly verdict!: (typeof VERDICTS)[number];

  @ApiProperty({ example: 'RabbitMQ 3.13.7 answers.' })
  readonly finding!: string;

  @ApiPropertyOptional({ description: 'What to do about it.' })
  readonly advice?: string;
}

export class DiagnosisResponse implements Diagnosis {
  @ApiProperty({ example: 'orders' })
  readonly service!: string;

  @ApiProperty({ description: 'Nothing is a problem; there may be warnings.' })
  readonly isWell!: boolean;

  @ApiProperty({ type: [FindingResponse] })
  readonly findings!: FindingResponse[];
}
