import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { ServiceProcess, type Exit } from '@warren/platform/testing';
import { startPrivatePostgres, startPrivateRabbitMq } from '../../tools/servers';
import { freePorts } from '../../tools/servers/ports';
import { WITH_PASSWORDS } from '../../tools/servers/test/database-roles';
import { services } from '../../tools/services';
import { DOCKER, environmentOf, readComposeFile, type ComposeService } from './compose-file';

type Postgres = Awaited<ReturnType<typeof startPrivatePostgres>>;
type Rabbit = Awaited<ReturnType<typeof startPrivateRabbitMq>>;

/** Where the file's network has a name, this machine has a port: `postgres:5432` → `127.0.0.1:23456`. */
export type Addresses = ReadonlyMap<string, number>;

/**
 * What docker/compose.yaml starts, as processes on this machine: with the commands and the environments that the file gives to the
 * containers, with the names of its network replaced by ports, and nothing else changed.
 */
export class Containers {
  private readonly file = readComposeFile();
  private readonly running = new Map<string, ServiceProcess>();
  private issuer: ChildProcess | undefined;

  private constructor(
    readonly postgres: Postgres,
    readonly rabbit: Rabbit,
    private readonly addresses: Addresses,
  ) {}

  /** @param others ports at which the caller plays a part of the network: `mail:1025`, say. */
  static async open(others: Record<string, number>): Promise<Containers> {
    const [postgres, rabbit, [issuer = 0, ...ports]] = await Promise.all([
      startPrivatePostgres({ files: WITH_PASSWORDS }),
      startPrivateRabbitMq(),
      freePorts(services.length + 1),
    ]);
    const addresses = new Map([
      ['postgres:5432', postgres.port],
      ['rabbitmq:5672', rabbit.port],
      ['issuer:3010', issuer],
      ...services.map(({ name }, index): [string, number] => [`${name}:3000`, ports[index] ?? 0]),
      ...Object.entries(others),
    ]);
    return new Containers(postgres, rabbit, addresses);
  }

  portOf(address: string): number {
    const port = this.addresses.get(address);
    if (!port) throw new Error(`Nobody plays ${address} here.`);
    return port;
  }

  /** Runs what ends by itself, like `database-roles`. @returns what it has printed */
  async run(name: 'database-roles' | 'broker-users'): Promise<string> {
    const [program = '', ...args] = this.onThisMachine(this.serviceCalled(name).entrypoint ?? [], name);
    const env = {
      ...this.environment(name),
      // The server's address; and rabbitmqctl's way to the node, which in the file is a shared network and a shared folder.
      ...(name === 'database-roles'
        ? { PATH: process.env.PATH, PGHOST: '127.0.0.1', PGPORT: String(this.postgres.port) }
        : this.rabbit.environment),
    };
    const { stdout, stderr } = await promisify(execFile)(program, args, { env });
    return `${stdout}${stderr}`;
  }

  async startIssuer(): Promise<void> {
    const [program = '', ...args] = this.serviceCalled('issuer').entrypoint ?? [];
    const env = {
      PATH: process.env.PATH,
      ...this.environment('issuer'),
      ISSUER_PORT: String(this.portOf('issuer:3010')),
    };
    this.issuer = spawn(program, args, { env, cwd: path.join(DOCKER, '..'), stdio: 'pipe' });
    await once(this.issuer.stdout!, 'data'); // it says where it is as soon as it is there
  }

  /** Runs `orders-migrate` and the like, to its end. */
  async migrate(name: string): Promise<Exit & { output: string }> {
    const migration = this.process(name, `${name}-migrate`);
    const exit = await migration.run(...(this.serviceCalled(`${name}-migrate`).command ?? []));
    return { ...exit, output: migration.output };
  }

  async start(name: string): Promise<ServiceProcess> {
    const process = this.process(name, name);
    this.running.set(name, process);
    return process.start();
  }

  /** Runs a container's health check, as the engine does. @returns its exit code: 0 is well */
  async checkHealth(name: string): Promise<number> {
    const [kind, program = '', ...args] = this.serviceCalled(name).healthcheck?.test ?? [];
    if (kind !== 'CMD') throw new Error(`The health check of ${name} is not run without a shell.`);
    const inside = /127\.0\.0\.1:(\d+)/;
    const command = args.map((arg) =>
      arg.replace(inside, (_, port) => `127.0.0.1:${this.portOf(`${name}:${port}`)}`),
    );
    const [code] = (await once(spawn(program, command, { stdio: 'ignore' }), 'close')) as [number];
    return code;
  }

  /** Stops the services, all at once. @returns how each has ended */
  async stop(): Promise<Exit[]> {
    const all = [...this.running.values()];
    this.running.clear();
    return Promise.all(all.map((service) => service.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    this.issuer?.kill();
    await Promise.all([this.postgres.stop(), this.rabbit.stop()]);
  }

  private process(application: string, container: string): ServiceProcess {
    const port = this.portOf(`${application}:3000`);
    return new ServiceProcess(application, port, { ...this.environment(container), PORT: String(port) });
  }

  private serviceCalled(name: string): ComposeService {
    const service = this.file.services[name];
    if (!service) throw new Error(`docker/compose.yaml has no service ${name}.`);
    return service;
  }

  private environment(name: string): Record<string, string> {
    const env = environmentOf(this.serviceCalled(name));
    return Object.fromEntries(
      Object.entries(env).map(([variable, value]) => [variable, this.reachable(value)]),
    );
  }

  private reachable(value: string): string {
    return [...this.addresses].reduce(
      (text, [address, port]) => text.replace(address, `127.0.0.1:${port}`),
      value,
    );
  }

  /** A command with the files that the container mounts where they lie here. */
  private onThisMachine(command: string[], name: string): string[] {
    const mounted = new Map(
      (this.serviceCalled(name).volumes ?? []).map((volume) => {
        const [here = '', inside = ''] = volume.split(':');
        return [inside, path.join(DOCKER, here)];
      }),
    );
    return command.map((word) => mounted.get(word) ?? word);
  }
}
