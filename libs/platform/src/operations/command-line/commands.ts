import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';
import { OutboxReplayCommand } from '../outbox/outbox-replay.command';
import { OutboxReplaysCommand } from '../outbox/outbox-replays.command';
import { OutboxStatusCommand } from '../outbox/outbox-status.command';
import { OutboxCommand } from '../outbox/outbox.command';
import { TopologyApplyCommand } from '../topology/topology-apply.command';
import { TopologyPlanCommand } from '../topology/topology-plan.command';
import { TopologyCommand } from '../topology/topology.command';

/** Every command and every group of commands. */
export const COMMANDS: Type<CommandRunner>[] = [
  OutboxCommand,
  OutboxStatusCommand,
  OutboxReplayCommand,
  OutboxReplaysCommand,
  TopologyCommand,
  TopologyPlanCommand,
  TopologyApplyCommand,
];
