// For tests of services; never imported by running code.
export { eventually } from './eventually';
export { HttpClient, untilAvailable, type Answer, type Call } from './http-client';
export { ServiceProcess, freePort, type Exit } from './service-process';
export {
  EXPIRE_AFTER_MS,
  startService,
  testNamespace,
  type StartedService,
  type StartOptions,
} from './start-service';
export { createDatabase, query, type TestDatabase } from './test-database';
