import { Inject, Injectable } from '@nestjs/common';
import { BrokerNames } from '../broker/names';
import { computeTopology } from '../broker/compute-topology';
import type { Topology } from '../broker/topology';
import { DeadLetterIntake } from '../dead-letters/dead-letter-intake';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerDefinition, ConsumerSource } from '../handlers/consumer';
import { HandlerRegistry } from '../handlers/handler-registry';
import { PersonalDataConsumers } from '../personal-data/personal-data-consumers';
import { ProjectionRegistry } from '../projections/projection-registry';
import { SagaRegistry } from '../sagas/saga-registry';
import { ControlConsumer } from '../snapshots/source/control-consumer';
import { SnapshotSources } from '../snapshots/source/snapshot-sources';

/** What this version of the service declares on the broker, known also in a process that runs none of its consumers. */
@Injectable()
export class OwnTopology {
  constructor(
    private readonly handlers: HandlerRegistry,
    private readonly projections: ProjectionRegistry,
    private readonly sagas: SagaRegistry,
    private readonly deadLetters: DeadLetterIntake,
    private readonly control: ControlConsumer,
    private readonly snapshotSources: SnapshotSources,
    private readonly personalData: PersonalDataConsumers,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
  ) {}

  /** To be asked for once every provider has been created. */
  compute(): Topology {
    return computeTopology(this.names, this.consumers(), this.options);
  }

  /** Every handler, projection and saga, the intake of the dead letters, who answers requests, and who forgets. */
  consumers(): ConsumerDefinition[] {
    const sources: ConsumerSource[] = [this.handlers, this.projections, this.sagas];
    const found = sources.flatMap((source) => source.consumers()).map(({ definition }) => definition);
    const answers = this.snapshotSources.types.length > 0 ? [this.control.definition] : [];
    const personal = this.personalData.consumers(found).map(({ definition }) => definition);
    return [...found, this.deadLetters.definition, ...answers, ...personal];
  }
}
