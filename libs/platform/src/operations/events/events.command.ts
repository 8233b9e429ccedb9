import { Command } from 'nest-commander';
import { CommandGroup } from '../command-line/command-group';
import { EventsTailCommand } from './events-tail.command';

@Command({
  name: 'events',
  description: 'What the service says to others',
  subCommands: [EventsTailCommand],
})
export class EventsCommand extends CommandGroup {}
