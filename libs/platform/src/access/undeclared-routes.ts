import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { StartError } from '../service/start-error';
import { AccessGuard } from './access.guard';
import { rulesOf } from './access-rule';

interface Route {
  address: string;
  place: string;
  rules: number;
}

/**
 * Closed by default: a service does not start while one of its routes does not say who may use it, or while there is nobody who would
 * enforce what they say.
 *
 * @throws StartError that names every such route.
 */
export function refuseUndeclaredRoutes(app: INestApplicationContext, service: string): void {
  const wrong = routesOf(app).filter(({ rules }) => rules !== 1);
  if (wrong.length > 0) throw new StartError(explain(service, wrong));
  if (!hasGuard(app))
    throw new StartError(
      `${service} cannot start: nobody would check who uses its routes. Import PlatformModule.forService('${service}') in its root module.`,
    );
}

/** Every route of every controller of the application, those of libraries included. */
function routesOf(app: INestApplicationContext): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap(({ controllers }) => [...controllers.values()]);
  return controllers.flatMap(({ metatype }) => (metatype ? routesOfController(metatype as Type) : []));
}

function routesOfController(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, object>;
  const names = new MetadataScanner().getAllMethodNames(prototype);
  return names.flatMap((name) => {
    const method = prototype[name] as object;
    const path = Reflect.getMetadata(PATH_METADATA, method) as string | string[] | undefined;
    if (path === undefined) return [];
    const place = `${controller.name}.${name}`;
    return [
      { address: addressOf(controller, method, path), place, rules: rulesOf(controller, method).length },
    ];
  });
}

function addressOf(controller: Type, method: object, path: string | string[]): string {
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
  const folder = Reflect.getMetadata(PATH_METADATA, controller) as string | string[];
  const whole = [folder, path].map((part) => [part].flat().join('|')).join('/');
  return `${verb} /${whole.replace(/\/+/g, '/').replace(/^\/|\/$/g, '')}`;
}

function explain(service: string, routes: Route[]): string {
  const width = Math.max(...routes.map(({ address }) => address.length));
  const lines = routes.map(
    ({ address, place, rules }) =>
      `  ${address.padEnd(width)}  ${place} ${rules === 0 ? 'says nothing' : 'says it, and so does its class'}`,
  );
  const count = routes.length === 1 ? '1 route does' : `${routes.length} routes do`;
  return (
    `${service} cannot start: ${count} not say once who may use them.\n${lines.join('\n')}\n` +
    `Write @Roles('staff'), with the roles that may, or @Public('why') above each method, or once above its class (docs/access.md).`
  );
}

function hasGuard(app: INestApplicationContext): boolean {
  return [...app.get(ModulesContainer).values()].some(({ providers }) => providers.has(AccessGuard));
}
