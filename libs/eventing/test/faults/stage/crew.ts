import type { ServiceSettings } from '../services/settings';
import { ServiceProcess } from './service-process';
import type { Own, Stage } from './stage';

/** Replicas of one service, each replaced when it dies. */
export class Crew {
  /** When each of those that died did so. */
  readonly deaths: number[] = [];
  private readonly replicas = new Set<ServiceProcess>();

  constructor(
    private readonly stage: Stage,
    private readonly service: ServiceSettings['service'],
    /** Asked for each replica: what it is to be like, given how many have died before. */
    private readonly own: (deaths: number) => Own,
  ) {}

  /** Resolves when all of them take requests, or have died on the way to it. */
  async hire(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.hireOne()));
  }

  get living(): ServiceProcess[] {
    return [...this.replicas].filter((replica) => replica.isAlive);
  }

  /** Resolves when every replica takes requests. */
  async complete(): Promise<void> {
    await Promise.all(this.living.map(({ ready }) => ready));
  }

  private async hireOne(): Promise<void> {
    const replica = this.stage.launch(this.service, this.own(this.deaths.length));
    this.replicas.add(replica);
    void replica.exit.then(() => this.replace(replica));
    await Promise.race([replica.ready, replica.exit]);
  }

  private async replace(replica: ServiceProcess): Promise<void> {
    this.replicas.delete(replica);
    if (this.stage.isOver) return;
    this.deaths.push(Date.now());
    await this.hireOne();
  }
}
