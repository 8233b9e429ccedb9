import { Injectable } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import {
  currentMessageContext,
  IdempotentHandler,
  IntegrationEvent,
  On,
  OnTimeout,
  Outbox,
  Payload,
  Projection,
  Saga,
  Scheduler,
  StartedBy,
  type MessageContext,
  type SagaProcess,
} from '../../../src';

@IntegrationEvent({ type: 'svc.pinged', version: 1, aggregate: 'ping', subject: (e: Pinged) => e.id })
export class Pinged extends Payload<Pinged> {
  @IsString() readonly id!: string;
}

@IntegrationEvent({ type: 'svc.answered', version: 1, aggregate: 'answer', subject: (e: Answered) => e.id })
export class Answered extends Payload<Answered> {
  @IsString() readonly id!: string;
}

@IntegrationEvent({ type: 'svc.reminded', version: 1, aggregate: 'reminder', subject: (e: Reminded) => e.id })
export class Reminded extends Payload<Reminded> {
  @IsString() readonly id!: string;
}

/** Answers, and has somebody reminded a moment later; not before it has failed as often as the test wants. */
@Injectable()
export class AnswerWhenPinged {
  readonly seen: MessageContext[] = [];
  failuresLeft = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly scheduler: Scheduler,
  ) {}

  @IdempotentHandler(Pinged, { retry: { immediate: 2, delays: ['100ms'] } })
  handle({ id }: Pinged): Promise<void> {
    this.seen.push(currentMessageContext());
    if (this.failuresLeft-- > 0) return Promise.reject(new Error('not now'));
    this.outbox.publish(new Answered({ id }));
    this.scheduler.publishLater(new Reminded({ id }), { after: '50ms' });
    return Promise.resolve();
  }
}

@Injectable()
export class NoteReminder {
  readonly noted: string[] = [];

  @IdempotentHandler(Reminded)
  handle({ id }: Reminded): Promise<void> {
    this.noted.push(id);
    return Promise.resolve();
  }
}

/** Waits for an answer for a moment that is always too short. */
@Saga({ name: 'wait-for-answer', key: (e: { id: string }) => e.id })
export class WaitForAnswer {
  readonly late: MessageContext[] = [];

  @StartedBy(Pinged)
  wait(saga: SagaProcess<object>): void {
    saga.state = {};
    saga.timeout('answer', '50ms');
  }

  @OnTimeout('answer')
  giveUp(saga: SagaProcess<object>): void {
    this.late.push(currentMessageContext());
    saga.complete();
  }
}

@Entity('ping')
export class PingRow {
  @PrimaryColumn('text') id!: string;
  @Column('int') pings!: number;
}

@Projection({ name: 'pings', into: PingRow, key: (e: { id: string }) => e.id })
export class PingsProjection {
  @On(Pinged)
  pinged(row: PingRow | undefined, { id }: Pinged): PingRow {
    if (id.startsWith('poison')) throw new Error('cannot be folded');
    return { id, pings: (row?.pings ?? 0) + 1 };
  }
}

export async function createPings(dataSource: DataSource): Promise<void> {
  await dataSource.query('create table ping (id text collate "C" primary key, pings int not null)');
}
