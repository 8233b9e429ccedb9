import { Inject, Injectable } from '@nestjs/common';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { DueLoop } from '../../scheduling/due-loop';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { RedriveSender } from './redrive-sender';
import { RedriveSteps } from './redrive-steps';
import { UNTIL_NEXT } from './steps.sql';

/** Works off what people have asked for: takes re-drives from step to step, and sends their letters. Runs in every replica. */
@Injectable()
export class RedriveLoop {
  private readonly loop: DueLoop;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly steps: RedriveSteps,
    private readonly sender: RedriveSender,
    @Inject(EVENTING_OPTIONS) options: Pick<ResolvedEventingOptions, 'scheduling'>,
  ) {
    this.loop = new DueLoop({
      name: 'Sending dead letters round again',
      lookEveryMs: options.scheduling.pollMs,
      untilNext: () => this.untilNext(),
      doSome: async () => (await this.steps.advanceOne()) + (await this.sender.sendSome()),
    });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** Something was asked for. */
  nudge(): void {
    this.loop.nudge(0);
  }

  /** Why it cannot work just now; undefined while it can. */
  get trouble(): string | undefined {
    return this.loop.trouble;
  }

  private async untilNext(): Promise<number | undefined> {
    const rows: { ms: number | null }[] = await this.unitOfWork.manager.query(UNTIL_NEXT);
    return rows[0]?.ms ?? undefined;
  }
}
