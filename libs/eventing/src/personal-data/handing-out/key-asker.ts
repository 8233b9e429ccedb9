import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { BROKER, type Broker } from '../../broker/broker';
import { BrokerUnavailableError } from '../../broker/broker-errors';
import { BrokerNames } from '../../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { idOf, type Person } from '../person';
import { KeyTable } from '../keys/key-table';
import { KeyNotHandedOutError } from '../personal-data.errors';
import { MOST_SUBJECTS, PersonalKeysRequested, questionMessage, type KeyAnswer } from './key-question';
import { newQuestionKeys, openAnswer, type SealedAnswer } from './sealed-answer';

/** What is missing at the same time is asked for at once. */
const LINGER_MS = 5;
const ASK_AGAIN_AFTER_MS = 200;

interface Round {
  subjects: string[];
  done: Promise<void>;
}

/**
 * Asks owners for keys of persons, and keeps them. However many messages wait for a key, one question is on its way for it;
 * questions of the same moment to one owner are one.
 */
@Injectable()
export class KeyAsker {
  private readonly logger = new Logger('PersonalData');
  private readonly gathering = new Map<string, Round>();
  private readonly asked = new Map<string, Promise<void>>();

  constructor(
    @Inject(BROKER) private readonly broker: Pick<Broker, 'ask'>,
    private readonly names: BrokerNames,
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: KeyTable,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'personalData'>,
  ) {}

  /**
   * Resolves when the owners have answered, whatever they said, and that is kept. Never to be called in a transaction: the
   * answer may take its time.
   *
   * @throws KeyNotHandedOutError when one has not answered in time; what others have said is kept.
   */
  async obtain(persons: readonly Person[]): Promise<void> {
    const others = persons.filter(({ owner }) => owner !== this.names.service);
    const outcomes = await Promise.allSettled(others.map((person) => this.ask(person)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private ask(person: Person): Promise<void> {
    const id = idOf(person);
    let answer = this.asked.get(id);
    if (!answer) {
      const round = this.roundTo(person.owner);
      round.subjects.push(person.subject);
      answer = round.done;
      this.asked.set(id, answer);
      if (round.subjects.length === MOST_SUBJECTS) this.gathering.delete(person.owner);
    }
    return answer;
  }

  private roundTo(owner: string): Round {
    let round = this.gathering.get(owner);
    if (!round) this.gathering.set(owner, (round = this.beginRound(owner)));
    return round;
  }

  private beginRound(owner: string): Round {
    const subjects: string[] = [];
    const done = pause(LINGER_MS)
      .then(() => {
        if (this.gathering.get(owner) === round) this.gathering.delete(owner);
        return this.askUntilAnswered(owner, subjects);
      })
      .finally(() => subjects.forEach((subject) => this.asked.delete(idOf({ owner, subject }))));
    const round: Round = { subjects, done };
    return round;
  }

  private async askUntilAnswered(owner: string, subjects: string[]): Promise<void> {
    const { answerWithinMs, giveUpAfterMs } = this.options.personalData;
    const until = Date.now() + giveUpAfterMs;
    let answers: KeyAnswer[] | undefined;
    for (;;) {
      answers = await this.askOnce(owner, subjects, answerWithinMs);
      if (answers) break;
      if (Date.now() + ASK_AGAIN_AFTER_MS >= until)
        throw new KeyNotHandedOutError(
          `${owner} was asked for the keys of ${subjects.length} persons and has not answered within ${giveUpAfterMs} ms: it does not run, ` +
            'or the broker does not let this service ask. It is asked again when the message is tried again.',
        );
      await pause(ASK_AGAIN_AFTER_MS);
    }
    await this.keep(owner, answers);
  }

  private async askOnce(
    owner: string,
    subjects: string[],
    withinMs: number,
  ): Promise<KeyAnswer[] | undefined> {
    const keys = newQuestionKeys();
    const data = new PersonalKeysRequested({ publicKey: keys.publicKey, subjects });
    const { id, message } = questionMessage(this.names, owner, data);
    try {
      const answersBy = this.names.answersExchange(this.names.service);
      const body = await this.broker.ask(message, answersBy, withinMs);
      if (!body) return undefined;
      const sealed = JSON.parse(body.toString()) as SealedAnswer;
      const plain = openAnswer(sealed, keys, { asker: this.names.service, owner, id });
      if (plain !== undefined) return JSON.parse(plain) as KeyAnswer[];
      this.logger.warn(
        `${owner} was asked for keys of persons, and an answer came that is not for that question.`,
      );
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError))
        this.logger.warn(`${owner} cannot be asked: ${String(error)}`);
    }
    return undefined;
  }

  private async keep(owner: string, answers: KeyAnswer[]): Promise<void> {
    const keys = answers.flatMap(({ subject, keys: versions }) =>
      versions.map(({ version, key }) => ({ owner, subject, version, key: Buffer.from(key, 'base64url') })),
    );
    const forgotten = answers
      .filter(({ standing }) => standing === 'forgotten')
      .map(({ subject }) => ({ owner, subject }));
    await this.unitOfWork.run(async () => {
      await this.keys.forget(this.unitOfWork.manager, forgotten);
      if (keys.length > 0) await this.keys.keep(this.unitOfWork.manager, keys);
    });
  }
}
