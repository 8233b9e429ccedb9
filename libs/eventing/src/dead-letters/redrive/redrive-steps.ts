import { Injectable, Logger } from '@nestjs/common';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { END, WITHDRAW } from './redrives.sql';
import {
  A_FAILURE,
  LOOK_LATER,
  NEXT_STEP,
  REQUEST_SOME,
  STATE_OF_STEP,
  SWEEP,
  TAKE_REDRIVE,
} from './steps.sql';

interface RunningRedrive {
  id: string;
  actor: string;
  reason: string | null;
  target: string | null;
  ramped: boolean;
  tolerated: number;
  step: number;
  steps: number;
  failed: number;
}

const REQUESTED_AT_ONCE = 500;
/** How soon one whose step is with its consumers is looked at again. */
const LOOK_AGAIN_MS = 200;

/**
 * Takes running re-drives further: asks for the letters of a step, waits until all of them are handled, then goes on to the
 * next, and ends a ramp whose letters fail again. All it knows is in the database: any replica goes on where another was
 * stopped.
 */
@Injectable()
export class RedriveSteps {
  private readonly logger = new Logger('Redrives');

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Takes one a little further; resolves with 0 when none is due, or all are in the hands of others. */
  advanceOne(): Promise<number> {
    return this.unitOfWork.run(async () => {
      const rows: RunningRedrive[] = await this.unitOfWork.manager.query(TAKE_REDRIVE);
      if (rows[0]) await this.advance(rows[0]);
      return rows.length;
    });
  }

  private async advance(redrive: RunningRedrive): Promise<void> {
    const db = this.unitOfWork.manager;
    const { id, step, steps } = redrive;
    if (hasFailed(redrive)) return this.stop(redrive);
    if (await this.requestSome(redrive)) return;
    await db.query(SWEEP, [id, step]);
    const [state]: { isOpen: boolean; failed: number }[] = await db.query(STATE_OF_STEP, [id, step]);
    const now = { ...redrive, failed: state?.failed ?? 0 };
    if (hasFailed(now)) await this.stop(now);
    else if (state?.isOpen) await db.query(LOOK_LATER, [id, LOOK_AGAIN_MS]);
    else if (step < steps) await db.query(NEXT_STEP, [id, step + 1]);
    else await this.finish(redrive);
  }

  private async requestSome({ id, step, target, actor, reason }: RunningRedrive): Promise<boolean> {
    const rows: { count: number }[] = await this.unitOfWork.manager.query(REQUEST_SOME, [
      id,
      step,
      REQUESTED_AT_ONCE,
      target,
      actor,
      reason,
    ]);
    return (rows[0]?.count ?? 0) > 0;
  }

  private async finish({ id, actor }: RunningRedrive): Promise<void> {
    await this.unitOfWork.manager.query(END, [id, 'finished', null]);
    this.unitOfWork.afterCommit(() =>
      this.logger.log(`The re-drive ${id} that ${actor} asked for is finished.`),
    );
  }

  private async stop({ id, actor, step, failed }: RunningRedrive): Promise<void> {
    const db = this.unitOfWork.manager;
    const rows: { id: string; errorName: string; errorMessage: string }[] = await db.query(A_FAILURE, [id]);
    const example = rows[0] ? `, ${rows[0].id} for one: ${rows[0].errorName}: ${rows[0].errorMessage}` : '';
    const why = `In step ${step} ${failed === 1 ? 'a letter' : `${failed} letters`} failed again${example}`;
    await db.query(WITHDRAW, [id, why]);
    await db.query(END, [id, 'stopped', why]);
    this.unitOfWork.afterCommit(() =>
      this.logger.warn(`The re-drive ${id} that ${actor} asked for is stopped. ${why}`),
    );
  }
}

function hasFailed({ ramped, failed, tolerated }: RunningRedrive): boolean {
  return ramped && failed > tolerated;
}
