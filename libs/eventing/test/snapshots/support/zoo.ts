import { Injectable } from '@nestjs/common';
import { IsNotEmpty, IsString, IsUUID } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IntegrationEvent, Snapshot } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';
import { Outbox } from '../../../src/outbox/outbox';
import { On } from '../../../src/projections/on.decorator';
import { Projection } from '../../../src/projections/projection.decorator';
import { SnapshotSource, type SnapshotPages } from '../../../src/snapshots/source/snapshot-source.decorator';
import { Transactional } from '../../../src/unit-of-work/transactional';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';

@IntegrationEvent({
  type: 'zoo.animal-moved',
  version: 1,
  aggregate: 'animal',
  subject: (e: AnimalMoved) => e.animalId,
})
export class AnimalMoved extends Payload<AnimalMoved> {
  @IsUUID() readonly animalId!: string;
  @IsString() readonly house!: string;
}

@Snapshot({
  type: 'zoo.animal-snapshot',
  version: 1,
  aggregate: 'animal',
  subject: (e: AnimalSnapshot) => e.animalId,
})
export class AnimalSnapshot extends Payload<AnimalSnapshot> {
  @IsUUID() readonly animalId!: string;
  /** Where it has been, in order. */
  @IsString({ each: true }) @IsNotEmpty({ each: true }) readonly houses!: string[];
}

/** Its owner's table. */
export const ANIMALS = 'create table animals (id uuid primary key, houses text[] not null)';

@Injectable()
export class Keeper {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Transactional()
  async move(animalId: string, house: string): Promise<void> {
    await this.unitOfWork.manager.query(
      `insert into animals values ($1, array[$2])
       on conflict (id) do update set houses = animals.houses || excluded.houses`,
      [animalId, house],
    );
    this.outbox.publish(new AnimalMoved({ animalId, house }));
  }
}

@SnapshotSource(AnimalSnapshot)
export class AnimalSnapshots implements SnapshotPages<AnimalSnapshot> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async page(after: string | undefined, limit: number): Promise<AnimalSnapshot[]> {
    const rows: { id: string; houses: string[] }[] = await this.unitOfWork.manager.query(
      'select id, houses from animals where $1::uuid is null or id > $1 order by id limit $2',
      [after ?? null, limit],
    );
    return rows.map(({ id, houses }) => new AnimalSnapshot({ animalId: id, houses }));
  }
}

@Entity('whereabouts')
export class Whereabouts {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { array: true }) houses!: string[];
}

/** Where each animal has been: an event that is missed, or applied twice, shows for ever. */
@Projection({ name: 'whereabouts', into: Whereabouts })
export class WhereaboutsProjection {
  @On(AnimalSnapshot)
  found(_row: Whereabouts | undefined, { animalId, houses }: AnimalSnapshot): Whereabouts {
    return { id: animalId, houses };
  }

  @On(AnimalMoved)
  moved(row: Whereabouts | undefined, { animalId, house }: AnimalMoved): Whereabouts {
    return { id: animalId, houses: [...(row?.houses ?? []), house] };
  }
}
