import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApplyResult, PlanItem, TopologyComparison } from '@warren/eventing';

const VALUE = { oneOf: [{ type: 'string' }, { type: 'number' }] };

export class DifferenceResponse {
  @ApiProperty({ example: 'x-delivery-limit' })
  readonly argument!: string;

  @ApiPropertyOptional({ ...VALUE, example: 5, description: 'Absent where it is not to be set.' })
  readonly declared: string | number | undefined;

  @ApiPropertyOptional({ ...VALUE, example: 3, description: 'Absent where it is not set.' })
  readonly live: string | number | undefined;
}

export class PlanItemResponse implements PlanItem {
  @ApiProperty({ enum: ['exchange', 'queue', 'binding'] })
  readonly kind!: PlanItem['kind'];

  @ApiProperty({ example: 'orders.fulfil-order', description: "Of a binding: the queue's name." })
  readonly name!: string;

  @ApiProperty({ enum: ['missing', 'differs', 'refused', 'unfinished', 'stale', 'orphan'] })
  readonly state!: PlanItem['state'];

  @ApiProperty({
    enum: ['declare', 'migrate', 'unbind', 'nothing'],
    description: 'What applying does about it.',
  })
  readonly action!: PlanItem['action'];

  @ApiProperty({ description: 'What it means and what to do, for people.' })
  readonly detail!: string;

  @ApiPropertyOptional({ type: [DifferenceResponse] })
  readonly differences?: DifferenceResponse[];

  @ApiPropertyOptional({ description: 'Messages that wait in it.' })
  readonly ready?: number;

  @ApiPropertyOptional({ description: 'Of a binding.' })
  readonly exchange?: string;

  @ApiPropertyOptional({ description: 'Of a binding.' })
  readonly routingKey?: string;

  @ApiPropertyOptional({ description: 'When a process of the service last wanted it.' })
  readonly wantedAt?: Date;
}

export class TopologyResponse implements TopologyComparison {
  @ApiProperty({ example: 'orders' })
  readonly service!: string;

  @ApiProperty({ description: 'Nothing is missing and nothing differs; there may be leftovers.' })
  readonly agrees!: boolean;

  @ApiProperty({ type: [PlanItemResponse] })
  readonly items!: PlanItemResponse[];
}

export class DeclaredResponse {
  @ApiProperty({ enum: ['exchange', 'queue', 'binding'] })
  readonly kind!: PlanItem['kind'];

  @ApiProperty()
  readonly name!: string;
}

export class MigratedResponse {
  @ApiProperty()
  readonly queue!: string;

  @ApiProperty({ description: 'How many messages were moved.' })
  readonly messages!: number;
}

export class UnboundResponse {
  @ApiProperty()
  readonly queue!: string;

  @ApiProperty()
  readonly exchange!: string;

  @ApiProperty()
  readonly routingKey!: string;
}

export class AppliedResponse implements ApplyResult {
  @ApiProperty({ type: [DeclaredResponse] })
  readonly declared!: DeclaredResponse[];

  @ApiProperty({ type: [MigratedResponse] })
  readonly migrated!: MigratedResponse[];

  @ApiProperty({ type: [UnboundResponse] })
  readonly unbound!: UnboundResponse[];

  @ApiProperty({ type: [PlanItemResponse] })
  readonly left!: PlanItemResponse[];
}
