import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';
import { DEAD_LETTER_COMMANDS, DeadLettersCommand } from '../dead-letters/dead-letters.command';
import { DoctorCommand } from '../doctor/doctor.command';
import { EventsCommand } from '../events/events.command';
import { EventsTailCommand } from '../events/events-tail.command';
import { OutboxCommand } from '../outbox/outbox.command';
import { OutboxReplayCommand } from '../outbox/outbox-replay.command';
import { OutboxReplaysCommand } from '../outbox/outbox-replays.command';
import { OutboxStatusCommand } from '../outbox/outbox-status.command';
import { PERSONAL_DATA_COMMANDS, PersonalDataCommand } from '../personal-data/personal-data.command';
import { ProjectionsCommand } from '../projections/projections.command';
import { ProjectionsListCommand } from '../projections/projections-list.command';
import { TopologyApplyCommand } from '../topology/topology-apply.command';
import { TopologyCommand } from '../topology/topology.command';
import { TopologyPlanCommand } from '../topology/topology-plan.command';

/** Every command and every group of commands. */
export const COMMANDS: Type<CommandRunner>[] = [
  DoctorCommand,
  DeadLettersCommand,
  ...DEAD_LETTER_COMMANDS,
  OutboxCommand,
  OutboxStatusCommand,
  OutboxReplayCommand,
  OutboxReplaysCommand,
  TopologyCommand,
  TopologyPlanCommand,
  TopologyApplyCommand,
  PersonalDataCommand,
  ...PERSONAL_DATA_COMMANDS,
  ProjectionsCommand,
  ProjectionsListCommand,
  EventsCommand,
  EventsTailCommand,
];
