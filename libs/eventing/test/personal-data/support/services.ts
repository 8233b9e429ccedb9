import { Injectable } from '@nestjs/common';
import { Column, Entity, MoreThan, PrimaryColumn } from 'typeorm';
import { IdempotentHandler } from '../../../src/handlers/idempotent-handler';
import { FORGOTTEN } from '../../../src/message/personal/wire-form';
import { Outbox } from '../../../src/outbox/outbox';
import {
  PersonForgetter,
  type ForgetsPersons,
} from '../../../src/personal-data/forgetting/person-forgetter.decorator';
import { On } from '../../../src/projections/on.decorator';
import { Projection } from '../../../src/projections/projection.decorator';
import { Scheduler } from '../../../src/scheduling/scheduler';
import type { When } from '../../../src/scheduling/when';
import { SnapshotSource, type SnapshotPages } from '../../../src/snapshots/source/snapshot-source.decorator';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { CitizenForgotten, CitizenRegistered, CitizenRenamed, CitizenSnapshot } from './contracts';

@Entity('citizens')
export class Citizen {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
}

/** The service that knows who people are. */
@Injectable()
export class Registry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly scheduler: Scheduler,
  ) {}

  register(citizenId: string, name: string): Promise<void> {
    return this.unitOfWork.run(async () => {
      await this.unitOfWork.manager.save(Citizen, { id: citizenId, name });
      this.outbox.publish(new CitizenRegistered({ citizenId, name }));
    });
  }

  /** @param meanwhile before it commits, when all is written. */
  rename(
    citizenId: string,
    name: string,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    return this.unitOfWork.run(async () => {
      this.outbox.publish(new CitizenRenamed({ citizenId, name }));
      await this.outbox.flush();
      await meanwhile();
    });
  }

  renameLater(citizenId: string, name: string, when: When): Promise<void> {
    return this.unitOfWork.run(async () => {
      this.scheduler.publishLater(new CitizenRenamed({ citizenId, name }), when);
      return Promise.resolve();
    });
  }
}

@PersonForgetter()
export class ForgetCitizen implements ForgetsPersons {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async forget(citizenId: string): Promise<void> {
    await this.unitOfWork.manager.update(Citizen, citizenId, { name: FORGOTTEN });
    this.outbox.publish(new CitizenForgotten({ citizenId }));
  }
}

@SnapshotSource(CitizenSnapshot)
export class CitizenSnapshots implements SnapshotPages<CitizenSnapshot> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async page(after: string | undefined, limit: number): Promise<CitizenSnapshot[]> {
    const where = after === undefined ? {} : { id: MoreThan(after) };
    const rows = await this.unitOfWork.manager.find(Citizen, { where, order: { id: 'ASC' }, take: limit });
    return rows.map(({ id, name }) => new CitizenSnapshot({ citizenId: id, name }));
  }
}

@Entity('addressees')
export class Addressee {
  @PrimaryColumn('uuid') id!: string;
  /** Every name that the person had, in order. */
  @Column('text', { array: true }) names!: string[];
}

/** Of the post: who is who. */
@Projection({ name: 'addressees', into: Addressee })
export class AddresseesProjection {
  @On(CitizenRegistered)
  @On(CitizenRenamed)
  named(row: Addressee | undefined, { citizenId, name }: CitizenRegistered | CitizenRenamed): Addressee {
    if (name === 'Nobody') throw new Error(`The name ${name} is none`);
    return { id: citizenId, names: [...(row?.names ?? []), name] };
  }

  @On(CitizenSnapshot)
  told(_row: Addressee | undefined, { citizenId, name }: CitizenSnapshot): Addressee {
    return { id: citizenId, names: [name] };
  }

  @On(CitizenForgotten)
  forgotten(_row: Addressee | undefined, { citizenId }: CitizenForgotten): Addressee {
    return { id: citizenId, names: [FORGOTTEN] };
  }
}

/** Of the post: a letter of welcome for everybody, in a table of its own. */
@Injectable()
export class WelcomeCitizen {
  /** What it waits for before it writes a letter. */
  static before: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(CitizenRegistered)
  async handle({ citizenId, name }: CitizenRegistered): Promise<void> {
    if (name === 'Nobody') throw new TypeError(`There is no letter for ${name} Atall`);
    await WelcomeCitizen.before();
    await this.unitOfWork.manager.query('insert into letters values ($1, $2)', [citizenId, `Dear ${name}`]);
  }
}

@Injectable()
export class BurnLetters {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(CitizenForgotten)
  async handle({ citizenId }: CitizenForgotten): Promise<void> {
    await this.unitOfWork.manager.query('update letters set text = $2 where citizen_id = $1', [
      citizenId,
      FORGOTTEN,
    ]);
  }
}

export const REGISTRY_TABLES = 'create table citizens (id uuid primary key, name text not null)';
export const POST_TABLES = `
  create table addressees (id uuid primary key, names text[] not null);
  create table letters (citizen_id uuid not null, text text not null)`;
