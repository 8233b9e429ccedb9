import { Inject, Injectable } from '@nestjs/common';
import { BROKER, type Broker } from '../../broker/broker';
import { BrokerNames } from '../../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { EventingError } from '../../message/errors';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { errorStory } from '../error-story';
import { storableText } from '../storable-text';
import { redriveMessage, type DueLetter } from './redrive-message';
import { LEAVE, MARK_SENT, TAKE_DUE } from './sending.sql';

/** The broker takes no dead letter just now. They stay requested. */
export class RedriveNotSentError extends EventingError {}

/** Bodies may be large, and so many are in memory at once. */
const AT_ONCE = 100;
/** One that the broker did not take: the queue may be made, or its alarm end. */
const AGAIN_AFTER_MS = 5_000;
/** One in line: it is woken when its turn has come, and this is in case nobody did. */
const IN_LINE_MS = 30_000;
const LONGEST_PROBLEM = 500;

/** A letter that is not sent for now, and why. */
interface Unsent {
  id: string;
  problem: string;
}

/** Sends requested dead letters to the queues of their consumers. Every replica does so, and takes what no other has in hand. */
@Injectable()
export class RedriveSender {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'scheduling'>,
  ) {}

  /**
   * Sends some of those that are due; resolves with how many it looked at.
   *
   * @throws RedriveNotSentError when the broker took none of them.
   */
  async sendSome(): Promise<number> {
    const { due, failures } = await this.unitOfWork.run(async () => {
      const letters: DueLetter[] = await this.unitOfWork.manager.query(TAKE_DUE, [AT_ONCE]);
      const inLine = letters.filter(({ waitsFor }) => waitsFor !== null);
      const ready = letters.filter(({ waitsFor }) => waitsFor === null);
      const outcomes = await Promise.all(ready.map((letter) => this.send(letter)));
      const unsent = outcomes.filter((outcome) => outcome !== undefined);
      await this.markSent(ready.filter((_, index) => outcomes[index] === undefined));
      await this.leave(unsent, AGAIN_AFTER_MS);
      await this.leave(inLine.map(inLineBehind), IN_LINE_MS);
      return { due: letters.length, failures: unsent.length === ready.length ? unsent : [] };
    });
    if (failures[0]) throw new RedriveNotSentError(failures[0].problem);
    return due;
  }

  /** What kept it from being sent; undefined when nothing did. */
  private async send(letter: DueLetter): Promise<Unsent | undefined> {
    const { id, target } = letter;
    const queue = this.names.queue(target);
    try {
      if (
        (await this.broker.publish(redriveMessage({ direct: this.names.direct, queue }, letter))) === 'routed'
      )
        return undefined;
      return { id, problem: `the queue ${queue} does not exist` };
    } catch (error) {
      const why = storableText(errorStory(error).message, LONGEST_PROBLEM);
      return { id, problem: `the broker does not take it for ${queue}: ${why}` };
    }
  }

  private async markSent(letters: DueLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const ids = letters.map(({ id }) => id);
    await this.unitOfWork.manager.query(MARK_SENT, [ids, this.options.scheduling.resendAfterMs]);
  }

  private async leave(letters: Unsent[], againAfterMs: number): Promise<void> {
    if (letters.length === 0) return;
    const ids = letters.map(({ id }) => id);
    const problems = letters.map(({ problem }) => problem);
    await this.unitOfWork.manager.query(LEAVE, [ids, problems, againAfterMs]);
  }
}

function inLineBehind({ id, waitsFor }: DueLetter): Unsent {
  return { id, problem: `waits for the dead letter ${waitsFor}, an earlier one of the same aggregate` };
}
