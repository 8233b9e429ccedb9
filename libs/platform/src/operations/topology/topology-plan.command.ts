import { SubCommand } from 'nest-commander';
import { TopologyPlan, type TopologyComparison } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { comparisonPage } from './topology.page';

@SubCommand({
  name: 'plan',
  description:
    'What this version declares against what the broker has; changes nothing, and ends with 1 where they differ',
})
export class TopologyPlanCommand extends OperationCommand<TopologyComparison> {
  constructor(private readonly plan: TopologyPlan) {
    super();
  }

  protected perform(): Promise<TopologyComparison> {
    return this.plan.compare();
  }

  protected pageOf(comparison: TopologyComparison): Page {
    return comparisonPage(comparison);
  }

  protected override isWell({ agrees }: TopologyComparison): boolean {
    return agrees;
  }
}
