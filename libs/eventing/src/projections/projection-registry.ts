import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { MessageDoor } from '../admission/message-door';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { DeadLetters } from '../dead-letters/dead-letters';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerSource } from '../handlers/consumer';
import type { WantedSnapshot } from '../snapshots/asking/wanted-snapshots';
import { PersonalReader } from '../personal-data/personal-reader';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { assembleProjection } from './assemble-projection';
import { ProjectionProgress } from './progress/projection-progress';
import type { ProjectionConsumer } from './projection-consumer';
import { readDefinition, type ProjectionDefinition } from './projection-definition';
import { declarationOf } from './projection.decorator';
import { ProjectionDeclarationError } from './projection-errors';

/** A projection of this service, and what this process gets done for it. */
export interface RegisteredProjection {
  definition: ProjectionDefinition;
  progress: ProjectionProgress;
}

/** Finds the projections among the application's providers. */
@Injectable()
export class ProjectionRegistry implements ConsumerSource {
  private registered: RegisteredProjection[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly deadLetters: DeadLetters,
    private readonly names: BrokerNames,
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
    private readonly personal: PersonalReader,
    private readonly door: MessageDoor,
  ) {}

  /** @throws ProjectionDeclarationError when one of them is declared in a way that cannot work. */
  consumers(): ProjectionConsumer[] {
    const { dataSource, unitOfWork, deadLetters, names, broker, options, personal, door } = this;
    const around = { dataSource, unitOfWork, deadLetters, names, broker, options, personal, door };
    return this.all().map(({ definition, progress }) => assembleProjection(definition, around, progress));
  }

  /**
   * To be asked for once every provider has been created.
   *
   * @throws ProjectionDeclarationError as {@link consumers}.
   */
  all(): readonly RegisteredProjection[] {
    return (this.registered ??= this.register());
  }

  /** What the projections have to be told by the owners of their aggregates before they know everything. */
  wantedSnapshots(): WantedSnapshot[] {
    return this.all().flatMap(({ definition: { name, snapshots } }) =>
      snapshots.map((contract) => ({ projection: name, contract })),
    );
  }

  private register(): RegisteredProjection[] {
    const definitions = this.instances().map(readDefinition);
    refuseDoubles(definitions);
    return definitions.map((definition) => ({ definition, progress: new ProjectionProgress() }));
  }

  private instances(): object[] {
    const found = new Set<object>();
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as unknown;
      if (typeof instance !== 'object' || instance === null || !declarationOf(instance.constructor)) continue;
      if (!wrapper.isDependencyTreeStatic()) {
        throw new ProjectionDeclarationError(
          `${wrapper.name} is request-scoped; a projection lives as long as the application.`,
        );
      }
      found.add(instance);
    }
    return [...found];
  }
}

/** Two projections that write to one table would not see each other's locks; two of one name would share a gate. */
function refuseDoubles(definitions: ProjectionDefinition[]): void {
  definitions.forEach((definition, index) => {
    for (const other of definitions.slice(0, index)) {
      if (other.name === definition.name)
        throw new ProjectionDeclarationError(
          `Two projections are called ${definition.name}, or one is provided twice.`,
        );
      if (other.into === definition.into)
        throw new ProjectionDeclarationError(
          `The projections ${other.name} and ${definition.name} both write into ${definition.into.name}. Make them one, ` +
            'or give each a table of its own.',
        );
    }
  });
}
