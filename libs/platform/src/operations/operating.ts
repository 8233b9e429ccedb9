import { Global, Module, type DynamicModule, type InjectionToken } from '@nestjs/common';

/** Provided, and true, in a process that runs one operation on the command line and is not the service itself. */
export const OPERATING: InjectionToken<boolean> = Symbol('warren:operating');

/** Tells the service's own module that it is in such a process: its database is connected when it is needed, and no sooner. */
@Global()
@Module({})
export class OperatingModule {
  static forCommandLine(): DynamicModule {
    return {
      module: OperatingModule,
      providers: [{ provide: OPERATING, useValue: true }],
      exports: [OPERATING],
    };
  }
}
