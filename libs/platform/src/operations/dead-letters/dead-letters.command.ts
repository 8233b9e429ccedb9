import { Command } from 'nest-commander';
import { CommandGroup } from '../command-line/command-group';
import { DeadLettersCancelCommand } from './dead-letters-cancel.command';
import { DeadLettersDiscardCommand } from './dead-letters-discard.command';
import { DeadLettersGroupsCommand } from './dead-letters-groups.command';
import { DeadLettersListCommand } from './dead-letters-list.command';
import { DeadLettersRedriveCommand } from './dead-letters-redrive.command';
import { DeadLettersRedrivesCommand } from './dead-letters-redrives.command';
import { DeadLettersShowCommand } from './dead-letters-show.command';

export const DEAD_LETTER_COMMANDS = [
  DeadLettersListCommand,
  DeadLettersGroupsCommand,
  DeadLettersShowCommand,
  DeadLettersRedriveCommand,
  DeadLettersRedrivesCommand,
  DeadLettersCancelCommand,
  DeadLettersDiscardCommand,
];

@Command({
  name: 'dead-letters',
  description: 'Messages that could not be handled, and that wait for somebody',
  subCommands: DEAD_LETTER_COMMANDS,
})
export class DeadLettersCommand extends CommandGroup {}
