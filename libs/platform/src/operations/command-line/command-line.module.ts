import { Module, type DynamicModule } from '@nestjs/common';
import type { Migration } from '../../database/schema';
import { COMMANDS } from './commands';
import { MIGRATIONS, OperationSession } from './operation-session';
import { Output } from './output';
import { StrictCommander } from './strict-commander';

/** The commands, and what they work with. */
@Module({})
export class CommandLineModule {
  static with(output: Output, migrations: Migration[]): DynamicModule {
    return {
      module: CommandLineModule,
      providers: [
        { provide: Output, useValue: output },
        { provide: MIGRATIONS, useValue: migrations },
        OperationSession,
        StrictCommander,
        ...COMMANDS,
      ],
      exports: [OperationSession, StrictCommander],
    };
  }
}
