export { PlatformModule } from './platform.module';
export { DatabaseModule } from './database/database.module';
export { runService, type ServiceOptions } from './service/run-service';
export { StartError } from './service/start-error';

export { ServiceConfig, readConfig } from './config/service-config';
export { Variable, type VariableOptions } from './config/variable';
export { IsDuration } from './config/is-duration';
export { migrate } from './database/migrate';
export type { Migration } from './database/schema';

export { startTracing } from './tracing/start-tracing';

export { Public, Roles } from './access/access-rule';
export { atExpiry } from './access/at-expiry';
export { Caller } from './access/caller';
export { CurrentCaller } from './access/current-caller.decorator';
export { NotYourOwn } from './access/refusals';
export type { Role } from './access/roles';

export { configureHttp } from './http/configure-http';
export { Problem, ProblemError } from './http/problem';
export { Refuses } from './http/refuses';
export { WaitsFor } from './http/waits-for';
export { IdParam, IsId } from './http/identifiers';
export { IsLine } from './http/is-line';
export { IsPageNumber } from './http/is-page-number';
export { MayBeAbsent } from './http/may-be-absent';
export type { Readiness } from './health/readiness';

export { Places } from './work/places';
export { WorkLoop, type LookedForWork } from './work/work-loop';
