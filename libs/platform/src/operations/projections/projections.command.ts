import { Command } from 'nest-commander';
import { CommandGroup } from '../command-line/command-group';
import { ProjectionsListCommand } from './projections-list.command';

@Command({
  name: 'projections',
  description: 'The read models that the service keeps from events',
  subCommands: [ProjectionsListCommand],
})
export class ProjectionsCommand extends CommandGroup {}
