import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

export const DOCKER = join(__dirname, '..');
export const COMPOSE_FILE = join(DOCKER, 'compose.yaml');

export interface Dependency {
  condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
}

/** As much of a service as the rules look at. */
export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string; target?: string; args?: Record<string, string> };
  profiles?: string[];
  command?: string[];
  entrypoint?: string[];
  restart?: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, Dependency>;
  healthcheck?: { test: string[]; interval?: string; timeout?: string; retries?: number };
  stop_grace_period?: string;
  network_mode?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

export interface ComposeFile {
  name: string;
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
}

/** The file as Compose reads it: aliases and merges resolved, variables not yet. */
export function readComposeFile(): ComposeFile {
  // Compose knows the merge key of YAML 1.1, and nothing else of that version.
  return load(readFileSync(COMPOSE_FILE, 'utf8'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as ComposeFile;
}

const VARIABLE = /\$\{(\w+)(?::?-([^}]*))?\}/g;

/** The text with its variables replaced: by what `env` has, or their default. */
export function interpolated(text: string, env: Record<string, string> = {}): string {
  return text.replace(VARIABLE, (_, name: string, otherwise = '') => env[name] ?? String(otherwise));
}

/** The names of the variables in a text. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/** The environment of a service, as its container gets it. */
export function environmentOf(
  { environment = {} }: ComposeService,
  env: Record<string, string> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolated(String(value), env)]),
  );
}

/** `127.0.0.1:${ORDERS_PORT:-3004}:3000` in its parts. */
export function portsOf({
  ports = [],
}: ComposeService): { address: string; outside: string; inside: string; variables: string[] }[] {
  return ports.map((port) => {
    const [inside = '', outside = '', address = ''] = interpolated(port).split(':').reverse();
    return { address, outside, inside, variables: variablesIn(port) };
  });
}
