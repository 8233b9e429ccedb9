import type { Type } from '@nestjs/common';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { RedrivesController } from './dead-letters/redrives.controller';
import { OutboxController } from './outbox/outbox.controller';
import { ReplaysController } from './outbox/replays.controller';
import { TopologyController } from './topology/topology.controller';

/** Everything under `/ops`. */
export const OPERATION_CONTROLLERS: Type[] = [
  OutboxController,
  ReplaysController,
  TopologyController,
  RedrivesController,
  DeadLettersController,
];
