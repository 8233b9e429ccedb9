import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STOP_WITHIN_MS } from '../../libs/platform/src/service/process-end';
import ms, { type StringValue } from 'ms';
import { DOCKER, interpolated, portsOf, type ComposeFile, type ComposeService } from './compose-file';

/** Looks at the whole file, and returns one message for each thing that is wrong. */
export type Rule = (file: ComposeFile) => string[];

/** What the file says so far. Compose refuses other words, and so is one found that is misspelt, without Compose. */
const WORDS: Record<string, readonly string[]> = {
  service: [
    ...[
      'image',
      'build',
      'profiles',
      'user',
      'entrypoint',
      'command',
      'environment',
      'ports',
      'volumes',
      'tmpfs',
    ],
    ...['depends_on', 'healthcheck', 'restart', 'stop_grace_period', 'mem_limit', 'hostname', 'network_mode'],
    ...['extra_hosts', 'read_only', 'cap_drop', 'security_opt'],
  ],
  build: ['context', 'dockerfile', 'target', 'args'],
  healthcheck: ['test', 'interval', 'timeout', 'retries', 'start_period'],
  file: ['name', 'services', 'volumes'],
};

/** PostgreSQL and RabbitMQ: their images change users and files when they start. */
const SERVERS = ['postgres', 'rabbitmq'];

const each = (
  { services }: ComposeFile,
  look: (name: string, service: ComposeService) => string[],
): string[] => Object.entries(services).flatMap(([name, service]) => look(name, service));

/** Whether it runs to its end: others wait for that. */
const endsByItself = ({ services }: ComposeFile, name: string): boolean =>
  Object.values(services).some(
    ({ depends_on = {} }) => depends_on[name]?.condition === 'service_completed_successfully',
  );

export const wordsAreKnown: Rule = (file) => {
  const unknown = (kind: string, where: string, value: object = {}): string[] =>
    Object.keys(value)
      .filter((word) => !word.startsWith('x-') && !WORDS[kind]?.includes(word))
      .map((word) => `${where} says "${word}", which Compose does not know here, or this rule does not yet.`);
  return [
    ...unknown('file', 'The file', file),
    ...each(file, (name, service) => [
      ...unknown('service', name, service),
      ...unknown('build', `build of ${name}`, service.build),
      ...unknown('healthcheck', `healthcheck of ${name}`, service.healthcheck),
    ]),
  ];
};

/** `up --wait` waits for what has a health check, and for one that ends by itself only where somebody depends on its end. */
export const healthIsKnown: Rule = (file) =>
  each(file, (name, { healthcheck, restart }) => {
    if (endsByItself(file, name))
      return [
        ...(healthcheck ? [`${name} ends by itself, and has a health check.`] : []),
        ...(restart && restart !== 'no' ? [`${name} ends by itself, and would be started again.`] : []),
      ];
    const complete =
      healthcheck?.test.length && healthcheck.interval && healthcheck.timeout && healthcheck.retries;
    return complete ? [] : [`${name} has no health check with test, interval, timeout and retries.`];
  });

/** What somebody waits for has to exist, has to be started with them, and has to be able to become what they wait for. */
export const dependenciesCanBeMet: Rule = (file) =>
  each(file, (name, { depends_on = {}, profiles = [] }) =>
    Object.entries(depends_on).flatMap(([needed, { condition }]) => {
      const other = file.services[needed];
      if (!other) return [`${name} waits for ${needed}, which does not exist.`];
      const missing = other.profiles ? profiles.filter((profile) => !other.profiles?.includes(profile)) : [];
      const alone = other.profiles !== undefined && profiles.length === 0;
      return [
        ...(missing.length > 0 || alone
          ? [`${name} waits for ${needed}, which the profile ${missing.join() || '(none)'} does not start.`]
          : []),
        ...(condition === 'service_healthy' && !other.healthcheck
          ? [`${name} waits until ${needed} is healthy, which has no health check.`]
          : []),
        ...(condition === 'service_completed_successfully' && other.healthcheck
          ? [`${name} waits until ${needed} has ended, which runs on.`]
          : []),
      ];
    }),
  );

/** Passwords are in the file: no port may be open to another machine. */
export const portsAreOurs: Rule = (file) => {
  const all = Object.entries(file.services).flatMap(([name, service]) =>
    portsOf(service).map((port) => ({ name, ...port })),
  );
  const twice = (key: 'outside' | 'variable', values: string[]): string[] =>
    [...new Set(values.filter((value, index) => values.indexOf(value) !== index))].map(
      (value) => `The ${key === 'outside' ? 'port' : 'variable'} ${value} is used twice.`,
    );
  return [
    ...all
      .filter(({ address }) => address !== '127.0.0.1')
      .map(({ name, inside }) => `Port ${inside} of ${name} is open to other machines.`),
    ...all
      .filter(({ variables }) => variables.length !== 1)
      .map(({ name, inside }) => `Port ${inside} of ${name} cannot be moved by a variable.`),
    ...twice(
      'outside',
      all.map(({ outside }) => outside),
    ),
    ...twice(
      'variable',
      all.flatMap(({ variables }) => variables),
    ),
  ];
};

export const containersAreHardened: Rule = (file) =>
  each(file, (name, { read_only, cap_drop, security_opt }) =>
    SERVERS.includes(name) ||
    (read_only === true &&
      cap_drop?.join() === 'ALL' &&
      security_opt?.includes('no-new-privileges:true') === true)
      ? []
      : [`${name} may write to its root, keep capabilities or gain privileges.`],
  );

export const servicesMayFinish: Rule = (file) =>
  each(file, (name, { build, stop_grace_period: period, command }) => {
    if (!build?.args?.APP || command?.includes('migrate')) return [];
    return ms((period ?? '10s') as StringValue) > STOP_WITHIN_MS
      ? []
      : [
          `${name} is killed after ${period ?? '10s'}, before it has ended by itself (${ms(STOP_WITHIN_MS)}).`,
        ];
  });

/** Docker makes a folder where a file is missing that it is to mount, and says nothing. */
export const filesExist: Rule = (file) => {
  const stages = (dockerfile: string): string[] =>
    [...readFileSync(dockerfile, 'utf8').matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage = '']) => stage);
  return each(file, (name, { volumes = [], build }) => [
    ...volumes.flatMap((volume) => {
      const [source = ''] = interpolated(volume).split(':');
      if (source.startsWith('.'))
        return existsSync(join(DOCKER, source)) ? [] : [`${name} mounts ${source}, which does not exist.`];
      return source in file.volumes ? [] : [`${name} mounts the volume ${source}, which is not declared.`];
    }),
    ...(build?.target && !stages(join(DOCKER, build.context, build.dockerfile)).includes(build.target)
      ? [`${name} is built up to the stage ${build.target}, which ${build.dockerfile} does not have.`]
      : []),
  ]);
};
