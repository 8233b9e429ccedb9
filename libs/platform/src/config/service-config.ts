import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { StartError } from '../service/start-error';
import { ServiceEnvironment } from './service-environment';
import { variablesOf, type VariableOptions } from './variable';

/**
 * The settings of a service that is running, read once from the environment and known to be valid. A service with
 * settings of its own extends this class and hands it to `PlatformModule.forService`.
 *
 * @example
 * ```ts
 * export class PaymentsConfig extends ServiceConfig {
 *   @Variable({ example: '60' }) @IsOptional() @Type(() => Number) @IsInt({ message: 'must be a whole number' })
 *   readonly SETTLE_EVERY_SECONDS: number = 60;
 * }
 * ```
 */
export class ServiceConfig extends ServiceEnvironment {
  /** The service's name in kebab case: `orders`. */
  readonly service!: string;
}

/**
 * Reads and checks the settings.
 *
 * @param settings the class of a service that has settings of its own beside those of every service
 * @throws StartError that names every variable that is wrong, what is wrong with it, and a value that works.
 */
export function readConfig<Settings extends ServiceConfig = ServiceConfig>(
  service: string,
  env: NodeJS.ProcessEnv = process.env,
  settings: new () => Settings = ServiceConfig as new () => Settings,
): Settings {
  const variables = variablesOf(settings);
  const given = Object.keys(variables).filter((name) => env[name] !== undefined && env[name]?.trim() !== '');
  const config = plainToInstance(settings, {
    ...Object.fromEntries(given.map((name) => [name, env[name]?.trim()])),
    service,
  });
  const problems = validateSync(config, { stopAtFirstError: true });
  if (problems.length > 0) throw new StartError(explain(service, problems, variables, env));
  return config;
}

function explain(
  service: string,
  problems: ValidationError[],
  variables: Record<string, VariableOptions>,
  env: NodeJS.ProcessEnv,
): string {
  const width = Math.max(...problems.map((problem) => problem.property.length));
  const lines = problems.map((problem) => {
    const { example, secret } = variables[problem.property] ?? { example: '' };
    const rule = Object.values(problem.constraints ?? {})[0] ?? 'is not valid';
    const value = env[problem.property]?.trim();
    const verdict = value ? `${rule}${secret ? '' : `, not "${value}"`}` : 'is missing';
    return `  ${problem.property.padEnd(width)}  ${verdict}. Example: ${problem.property}=${example}`;
  });
  const count = problems.length === 1 ? '1 setting is' : `${problems.length} settings are`;
  return (
    `${service} cannot start: ${count} wrong.\n${lines.join('\n')}\n` +
    `Set them in the environment, or in apps/${service}/.env while developing.`
  );
}
