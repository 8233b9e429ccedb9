import type { Type } from '@nestjs/common';
import { DeadLettersController } from './dead-letters/dead-letters.controller';
import { DoctorController } from './doctor/doctor.controller';
import { EventsController } from './events/events.controller';
import { OutboxController } from './outbox/outbox.controller';
import { ProjectionsController } from './projections/projections.controller';
import { RedrivesController } from './dead-letters/redrives.controller';
import { ReplaysController } from './outbox/replays.controller';
import { TopologyController } from './topology/topology.controller';

/** Everything under `/ops`. */
export const OPERATION_CONTROLLERS: Type[] = [
  OutboxController,
  ReplaysController,
  TopologyController,
  RedrivesController,
  DeadLettersController,
  DoctorController,
  EventsController,
  ProjectionsController,
];
