import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { BrokerNames } from '../../broker/names';
import { EventingError } from '../../message/errors';
import type { Contract } from '../../message/integration-event';
import { providedBy, type SnapshotPages } from './snapshot-source.decorator';

/** A source of snapshots is declared in a way that cannot work; the message says what to change. */
export class SnapshotSourceDeclarationError extends EventingError {}

/** A provider with `@SnapshotSource`, and what it provides. */
export interface FoundSource {
  contract: Contract;
  pages: SnapshotPages<object>;
}

/** Finds the sources of snapshots among the application's providers. */
@Injectable()
export class SnapshotSources implements OnModuleInit {
  private byType?: ReadonlyMap<string, FoundSource>;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly names: BrokerNames,
  ) {}

  /** @throws SnapshotSourceDeclarationError when one of them is declared in a way that cannot work. */
  onModuleInit(): void {
    this.all();
  }

  /** The CloudEvents types of what this service can be asked for. */
  get types(): string[] {
    return [...this.all().keys()].sort();
  }

  find(type: string): FoundSource | undefined {
    return this.all().get(type);
  }

  /** To be asked for once every provider has been created: an operation on the command line runs without any hook. */
  private all(): ReadonlyMap<string, FoundSource> {
    return (this.byType ??= this.register());
  }

  private register(): ReadonlyMap<string, FoundSource> {
    const byType = new Map<string, FoundSource>();
    const seen = new Set<unknown>(); // an alias (useExisting) shows the same instance again
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as object | undefined;
      const contract = typeof instance === 'object' && instance !== null && providedBy(instance.constructor);
      if (!contract || seen.has(instance)) continue;
      seen.add(instance);
      if (!wrapper.isDependencyTreeStatic() || wrapper.isTransient)
        throw new SnapshotSourceDeclarationError(
          `${wrapper.name} is request-scoped or transient, or depends on something that is. Nobody's request asks for ` +
            'snapshots: make it, and what it injects, singletons.',
        );
      const source = { contract, pages: instance as SnapshotPages<object> };
      this.refuse(source, byType, String(wrapper.name));
      byType.set(contract.cloudEventType, source);
    }
    return byType;
  }

  private refuse({ contract }: FoundSource, byType: ReadonlyMap<string, unknown>, name: string): void {
    const { cloudEventType: type, service, isSnapshot } = contract;
    if (!isSnapshot)
      throw new SnapshotSourceDeclarationError(
        `@SnapshotSource on ${name}: ${type} is an event. Declare the state in a class of its own, with @Snapshot.`,
      );
    if (service !== this.names.service)
      throw new SnapshotSourceDeclarationError(
        `@SnapshotSource on ${name}: ${type} belongs to ${service}, and this is ${this.names.service}. Only who owns an ` +
          'aggregate can tell what it looks like.',
      );
    if (byType.has(type))
      throw new SnapshotSourceDeclarationError(
        `Two providers have @SnapshotSource for ${type}, one is ${name}.`,
      );
  }
}
