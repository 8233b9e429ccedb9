import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';
import { DoctorCommand } from '../doctor/doctor.command';
import { EventsTailCommand } from '../events/events-tail.command';
import { EventsCommand } from '../events/events.command';
import { OutboxStatusCommand } from '../outbox/outbox-status.command';
import { OutboxCommand } from '../outbox/outbox.command';
import { ProjectionsListCommand } from '../projections/projections-list.command';
import { ProjectionsCommand } from '../projections/projections.command';

/** Every command and every group of commands. */
export const COMMANDS: Type<CommandRunner>[] = [
  DoctorCommand,
  OutboxCommand,
  OutboxStatusCommand,
  ProjectionsCommand,
  ProjectionsListCommand,
  EventsCommand,
  EventsTailCommand,
];
