import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';
import { DEAD_LETTER_COMMANDS, DeadLettersCommand } from '../dead-letters/dead-letters.command';
import { OutboxStatusCommand } from '../outbox/outbox-status.command';
import { OutboxCommand } from '../outbox/outbox.command';

/** Every command and every group of commands. */
export const COMMANDS: Type<CommandRunner>[] = [
  OutboxCommand,
  OutboxStatusCommand,
  DeadLettersCommand,
  ...DEAD_LETTER_COMMANDS,
];
