import { Command } from 'nest-commander';
import { CommandGroup } from '../command-line/command-group';
import { TopologyApplyCommand } from './topology-apply.command';
import { TopologyPlanCommand } from './topology-plan.command';

@Command({
  name: 'topology',
  description: 'The exchanges, queues and bindings that the service needs on the broker',
  subCommands: [TopologyPlanCommand, TopologyApplyCommand],
})
export class TopologyCommand extends CommandGroup {}
