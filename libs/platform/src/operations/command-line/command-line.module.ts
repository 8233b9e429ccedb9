import { Module, type DynamicModule } from '@nestjs/common';
import { COMMANDS } from './commands';
import { OperationSession } from './operation-session';
import { Output } from './output';
import { StrictCommander } from './strict-commander';

/** The commands, and what they work with. */
@Module({})
export class CommandLineModule {
  static with(output: Output): DynamicModule {
    return {
      module: CommandLineModule,
      providers: [{ provide: Output, useValue: output }, OperationSession, StrictCommander, ...COMMANDS],
      exports: [OperationSession, StrictCommander],
    };
  }
}
