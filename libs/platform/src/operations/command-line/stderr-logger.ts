import { ServiceLogger } from '../../logging/service-logger';

/**
 * The log of an operation: on standard error, for standard output is what was asked for. Text, for it is read by who has typed
 * the command. Warnings and worse; with LOG_LEVEL=debug or verbose everything, to look for a fault.
 */
export class StderrLogger extends ServiceLogger {
  constructor(service: string) {
    const { LOG_LEVEL, LOG_FORMAT } = process.env;
    super(
      service,
      {
        LOG_LEVEL: LOG_LEVEL === 'debug' || LOG_LEVEL === 'verbose' ? LOG_LEVEL : 'warn',
        LOG_FORMAT: LOG_FORMAT === 'json' ? 'json' : 'text',
      },
      { write: (line) => process.stderr.write(line) },
    );
  }
}
