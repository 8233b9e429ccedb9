// For tests of services; never imported by running code.
export { Hold } from './hold';
export { HttpClient, untilAvailable, untilReady, type Answer, type Call } from './http-client';
export { OtherServices } from './other-services';
export type { Replica } from './replica';
export { runCommand, type CommandRun } from './run-command';
export { freePort } from './free-port';
export { NEEDED_SETTINGS } from './needed-settings';
export { ServiceProcess, type Exit } from './service-process';
export {
  EXPIRE_AFTER_MS,
  startService,
  testNamespace,
  type StartedService,
  type StartOptions,
} from './start-service';
export { accessSettings, testIssuer, TestIssuer, type Identity, type TokenOptions } from './test-issuer';
export { tablesHolding } from './tables-holding';
export { createDatabase, query, type TestDatabase } from '@warren/eventing/testing';
