import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';
import { OutboxStatusCommand } from '../outbox/outbox-status.command';
import { OutboxCommand } from '../outbox/outbox.command';

/** Every command and every group of commands. */
export const COMMANDS: Type<CommandRunner>[] = [OutboxCommand, OutboxStatusCommand];
