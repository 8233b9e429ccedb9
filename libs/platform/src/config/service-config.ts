import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { StartError } from '../service/start-error';
import { ServiceEnvironment } from './service-environment';
import { variablesOf } from './variable';

/** The settings of a service that is running, read once from the environment and known to be valid. */
export class ServiceConfig extends ServiceEnvironment {
  /** The service's name in kebab case: `orders`. */
  readonly service!: string;
}

/**
 * Reads and checks the settings.
 *
 * @throws StartError that names every variable that is wrong, what is wrong with it, and a value that works.
 */
export function readConfig(service: string, env: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const variables = variablesOf(ServiceEnvironment);
  const given = Object.keys(variables).filter((name) => env[name] !== undefined && env[name]?.trim() !== '');
  const config = plainToInstance(ServiceConfig, {
    ...Object.fromEntries(given.map((name) => [name, env[name]?.trim()])),
    service,
  });
  const problems = validateSync(config, { stopAtFirstError: true });
  if (problems.length > 0) throw new StartError(explain(service, problems, env));
  return config;
}

function explain(service: string, problems: ValidationError[], env: NodeJS.ProcessEnv): string {
  const width = Math.max(...problems.map((problem) => problem.property.length));
  const lines = problems.map((problem) => {
    const { example, secret } = variablesOf(ServiceEnvironment)[problem.property] ?? { example: '' };
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
