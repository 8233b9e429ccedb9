import type { Type } from '@nestjs/common';
import { DoctorController } from './doctor/doctor.controller';
import { EventsController } from './events/events.controller';
import { OutboxController } from './outbox/outbox.controller';
import { ProjectionsController } from './projections/projections.controller';

/** Everything under `/ops`. */
export const OPERATION_CONTROLLERS: Type[] = [
  DoctorController,
  EventsController,
  OutboxController,
  ProjectionsController,
];
