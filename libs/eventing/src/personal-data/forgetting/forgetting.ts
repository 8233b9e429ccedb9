import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { EventingError } from '../../message/errors';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { KeyTable } from '../keys/key-table';
import { FORGOTTEN_PERSONS } from '../keys/keys.sql';
import { isForgetter, type ForgetsPersons } from './person-forgetter.decorator';

/** It cannot be done in this service, or not to this person; the message says why. */
export class ForgettingError extends EventingError {}

const PAGE = 500;

/**
 * What is done to the keys of persons in the service that has made them.
 *
 * @example await forgetting.forget('0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001');
 */
@Injectable()
export class Forgetting {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: KeyTable,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'service'>,
  ) {}

  /**
   * Forgets a person here and, as the event arrives, everywhere: the keys are gone when it resolves. Doing it again does no harm.
   *
   * @throws ForgettingError when the service has no {@link PersonForgetter}, or that does not publish what it has to.
   */
  async forget(subject: string): Promise<void> {
    const forgetter = this.forgetter();
    await this.unitOfWork.run(async () => {
      await forgetter.forget(subject);
      await this.unitOfWork.flush();
      const ring = await this.keys.read(this.unitOfWork.manager, [this.person(subject)]);
      if (ring.isForgotten(this.person(subject))) return;
      throw new ForgettingError(
        `${forgetter.constructor.name} was asked to forget ${subject}, and published no event that forgets this person: all is as it was.`,
      );
    });
  }

  /**
   * The ids of all who were forgotten here, in their order. To be kept apart from the back-ups of the database: one that is older
   * than a forgetting does not know of it.
   */
  async *forgotten(): AsyncGenerator<string, void> {
    let after: string | null = null;
    for (;;) {
      const rows: { subject: string }[] = await this.unitOfWork.manager.query(FORGOTTEN_PERSONS, [
        this.options.service,
        after,
        PAGE,
      ]);
      for (const { subject } of rows) yield subject;
      after = rows.at(-1)?.subject ?? null;
      if (rows.length < PAGE) return;
    }
  }

  /**
   * Forgets again all who were forgotten: after a database was restored, of this service or of another, from a back-up that is
   * older. Everybody is told anew.
   *
   * @param subjects as {@link forgotten} told them before the restore; beside those on record here.
   * @returns how many.
   */
  async forgetAgain(subjects: readonly string[] = []): Promise<number> {
    const all = new Set(subjects);
    for await (const subject of this.forgotten()) all.add(subject);
    for (const subject of all) await this.forget(subject);
    return all.size;
  }

  /**
   * A new key for what is published of a person from now on; what was published before is read with the old one.
   *
   * @throws ForgettingError when nothing was published of this person, or it was forgotten.
   */
  async rotate(subject: string): Promise<void> {
    const { unitOfWork } = this;
    const isDone = await unitOfWork.run(() => this.keys.renew(unitOfWork.manager, this.person(subject)));
    if (isDone) return;
    throw new ForgettingError(
      `${this.options.service} has no key of ${subject}: there is nothing to rotate.`,
    );
  }

  /**
   * Wraps all keys of persons that are kept here with the master key that comes first in the setting, after it was put there; then
   * the others can be taken out of it.
   *
   * @returns how many.
   * @throws MasterKeyError when one is wrapped by a master key that the setting does not have.
   */
  async rewrap(): Promise<number> {
    const { unitOfWork } = this;
    for (let all = 0; ;) {
      const some = await unitOfWork.run(() => this.keys.rewrapSome(unitOfWork.manager, PAGE));
      if (some === 0) return all;
      all += some;
    }
  }

  private person(subject: string) {
    return { owner: this.options.service, subject };
  }

  private forgetter(): ForgetsPersons {
    const found = new Set(
      this.discovery
        .getProviders()
        .map(({ instance }) => instance as unknown)
        .filter(isForgetter),
    );
    const [forgetter] = found;
    if (forgetter && found.size === 1) return forgetter;
    throw new ForgettingError(
      found.size === 0
        ? `${this.options.service} owns no personal data: it has no provider with @PersonForgetter().`
        : `${this.options.service} has ${found.size} providers with @PersonForgetter(); it must be one.`,
    );
  }
}
