import type { Type } from '@nestjs/common';
import { OutboxController } from './outbox/outbox.controller';
import { ReplaysController } from './outbox/replays.controller';
import { TopologyController } from './topology/topology.controller';

/** Everything under `/ops`. */
export const OPERATION_CONTROLLERS: Type[] = [OutboxController, ReplaysController, TopologyController];
