import { Injectable, Module, type Provider, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsInt, IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  EventingModule,
  IdempotentHandler,
  IntegrationEvent,
  On,
  Outbox,
  Payload,
  Projection,
} from '../../src';

/** Two services that hit a ball to and fro, so often as the first stroke says; and an umpire that counts. */
@IntegrationEvent({ type: 'left.ball-hit', version: 1, aggregate: 'rally', subject: (e: LeftHit) => e.rally })
export class LeftHit extends Payload<LeftHit> {
  @IsString() readonly rally!: string;
  @IsInt() readonly strokesLeft!: number;
}

@IntegrationEvent({
  type: 'right.ball-hit',
  version: 1,
  aggregate: 'rally',
  subject: (e: RightHit) => e.rally,
})
export class RightHit extends Payload<RightHit> {
  @IsString() readonly rally!: string;
  @IsInt() readonly strokesLeft!: number;
}

/** Of a service that never runs in these tests. */
@IntegrationEvent({
  type: 'umpire.rally-called',
  version: 1,
  aggregate: 'rally',
  subject: (e: RallyCalled) => e.rally,
})
export class RallyCalled extends Payload<RallyCalled> {
  @IsString() readonly rally!: string;
  @IsInt() readonly strokes!: number;
}

@IntegrationEvent({ type: 'umpire.rain-began', version: 1, aggregate: 'weather', subject: () => 'here' })
export class RainBegan extends Payload<RainBegan> {}

/** What a test does to the players, in place of nothing. */
@Injectable()
export class Mood {
  async beforeStroke(_rally: string): Promise<void> {}
}

@Injectable()
export class HitBackWhenLeftHit {
  constructor(
    private readonly outbox: Outbox,
    private readonly mood: Mood,
  ) {}

  @IdempotentHandler(LeftHit, { retry: { immediate: 1, delays: ['300ms'] } })
  async handle({ rally, strokesLeft }: LeftHit): Promise<void> {
    await this.mood.beforeStroke(rally);
    if (strokesLeft > 0) this.outbox.publish(new RightHit({ rally, strokesLeft: strokesLeft - 1 }));
  }
}

@Injectable()
export class HitBackWhenRightHit {
  constructor(private readonly outbox: Outbox) {}

  @IdempotentHandler(RightHit)
  async handle({ rally, strokesLeft }: RightHit): Promise<void> {
    if (strokesLeft > 0) this.outbox.publish(new LeftHit({ rally, strokesLeft: strokesLeft - 1 }));
  }

  @IdempotentHandler(RallyCalled, { name: 'serve-when-rally-called' })
  async serve({ rally, strokes }: RallyCalled): Promise<void> {
    this.outbox.publish(new LeftHit({ rally, strokesLeft: strokes - 1 }));
  }
}

@Entity('strokes')
export class Strokes {
  @PrimaryColumn('text') rally!: string;
  @Column('int') left!: number;
}

@Projection({ name: 'strokes', into: Strokes })
export class StrokesProjection {
  @On(LeftHit)
  hit(row: Strokes | undefined, { rally, strokesLeft }: LeftHit): Strokes {
    if (strokesLeft < 0) throw new Error('out of bounds');
    return { rally, left: (row?.left ?? 0) + 1 };
  }
}

export class StrokesTable1900000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table strokes (rally text primary key, "left" int not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table strokes');
  }
}

const database = (...entities: Type[]) =>
  TypeOrmModule.forRootAsync({
    useFactory: () => ({
      type: 'postgres' as const,
      url: process.env.DATABASE_URL,
      entities,
      retryAttempts: 0,
    }),
  });

@Module({
  imports: [database(), EventingModule.forService('left')],
  providers: [HitBackWhenRightHit],
})
export class LeftModule {}

@Module({
  imports: [database(Strokes), EventingModule.forService('right')],
  providers: [HitBackWhenLeftHit, StrokesProjection, Mood],
})
export class RightModule {}

/** One that will not do in a harness: it goes its own way. */
export function obstinateModule(part: 'broker' | 'database' | 'nothing works', databaseUrl?: string): Type {
  const own = TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, retryAttempts: 0 });
  const options = part === 'broker' ? { broker: { url: 'amqp://guest:guest@127.0.0.1:1' } } : {};
  const providers: Provider[] =
    part === 'nothing works'
      ? [
          {
            provide: 'broken',
            useFactory: () => {
              throw new Error('cannot start');
            },
          },
        ]
      : [];
  @Module({
    imports: [part === 'database' ? own : database(), EventingModule.forService('obstinate', options)],
    providers,
  })
  class ObstinateModule {}
  return ObstinateModule;
}
