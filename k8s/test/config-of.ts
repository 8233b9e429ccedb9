import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceConfig } from '../../libs/platform/src/config/service-config';

const APPS = join(__dirname, '../../apps');

/** The settings of the application that a workload runs, `orders` as well as `orders-migrate`: of its own, where it has some. */
export function configOf(workload: string): new () => ServiceConfig {
  const app = workload.replace(/-migrate$/, '');
  const file = join(APPS, app, 'src', `${app}.config`);
  if (!existsSync(`${file}.ts`)) return ServiceConfig;
  const own = Object.values(jest.requireActual<Record<string, new () => ServiceConfig>>(file));
  return own.find(({ prototype }) => prototype instanceof ServiceConfig) ?? ServiceConfig;
}
