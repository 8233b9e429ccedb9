import { ServiceConfig } from './service-config';

const CLASSES = new Map<string, new () => ServiceConfig>();

/** Notes the class of a service's settings: `runService` checks all of them before anything begins. */
export function noteSettings(service: string, settings: new () => ServiceConfig): void {
  CLASSES.set(service, settings);
}

/** The class that the service's root module has handed to `PlatformModule.forService`. */
export function settingsOf(service: string): new () => ServiceConfig {
  return CLASSES.get(service) ?? ServiceConfig;
}
