import { Injectable } from '@nestjs/common';
import { CONTROL, PERSONAL_DATA } from '../../broker/names';
import { HandlerRegistry } from '../../handlers/handler-registry';
import { ProjectionRegistry } from '../../projections/projection-registry';
import { SagaRegistry } from '../../sagas/saga-registry';

/** The consumers that this version of the service has: only to them can something be sent round again. */
@Injectable()
export class OwnConsumers {
  constructor(
    private readonly handlers: HandlerRegistry,
    private readonly sagaRegistry: SagaRegistry,
    private readonly projectionRegistry: ProjectionRegistry,
  ) {}

  get names(): string[] {
    return [...this.handlers.handlerNames, ...this.sagas, ...this.projections, CONTROL, PERSONAL_DATA];
  }

  get sagas(): string[] {
    return this.sagaRegistry.sagaNames;
  }

  get projections(): string[] {
    return this.projectionRegistry.all().map(({ definition }) => definition.name);
  }
}
