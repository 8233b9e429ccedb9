import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FORGOTTEN, UnitOfWork } from '@warren/eventing';
import type { Parcel, Postman, Receipt } from '../delivery/postman';
import { LEASE_MS } from '../delivery/time-limits';

/** A notification that this process, and no other, is to send now. */
export interface Claimed extends Parcel {
  claim: string;
  /** How often it has been tried, this time included. */
  attempts: number;
}

const CLAIM = `
  update notifications
     set status = 'sending', attempts = attempts + 1, claim = $2, lease_until = now() + interval '${LEASE_MS} ms', sent_by = $3
   where id in (select id from notifications where status = 'pending' and next_attempt_at <= now()
                 order by next_attempt_at limit $1 for update skip locked)
  returning id, claim, attempts, recipient, recipient_name as "recipientName", subject, text, created_at as "createdAt"`;

/** Whom it went to was forgotten while it was being sent: what is left to be told is whether it was. */
const HAS_FORGOTTEN = `recipient = '${FORGOTTEN}'`;

/**
 * What another process was sending when its lease ran out. Into the folder it can be put again without harm; what may have
 * been handed to a mail server may not.
 */
const TAKE_UP_LAPSED = `
  update notifications
     set status = case when ${HAS_FORGOTTEN} then 'forgotten' when sent_by = 'folder' then 'pending' else 'uncertain' end,
         next_attempt_at = now(),
         problem = case when ${HAS_FORGOTTEN} or sent_by = 'folder' then problem else $1 end,
         claim = case sent_by when 'folder' then null else claim end
   where id in (select id from notifications where status = 'sending' and lease_until < now() for update skip locked)
  returning id, status`;

/**
 * Goes by the claim alone: who comes late, when others have taken it for uncertain, knows better than they. Once it has been
 * claimed anew, or put back by a person, nobody else has a say.
 */
const MARK = `
  update notifications
     set status = case when ${HAS_FORGOTTEN} and $3 <> 'sent' then 'forgotten' else $3 end,
         problem = case when ${HAS_FORGOTTEN} then null else $4 end, sent_at = case when $3 = 'sent' then now() end,
         next_attempt_at = now() + $5 * interval '1 millisecond', lease_until = null
   where id = $1 and claim = $2 and status in ('sending', 'uncertain')
  returning id`;

const STATUS_AFTER: Record<Receipt['outcome'], 'sent' | 'failed' | 'pending' | 'uncertain'> = {
  delivered: 'sent',
  refused: 'failed',
  later: 'pending',
  unknown: 'uncertain',
};

/** The statements by which replicas share the sending; none is part of a handler's transaction. */
@Injectable()
export class SendingQueue {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Up to `limit` that are due; while they are being sent no other replica gets them. */
  claim(limit: number, by: Postman['kind']): Promise<Claimed[]> {
    return this.change<Claimed>(CLAIM, [limit, randomUUID(), by]);
  }

  /** @returns those of which nobody knows now whether they have been sent. */
  async takeUpLapsed(problem: string): Promise<string[]> {
    const rows = await this.change<{ id: string; status: string }>(TAKE_UP_LAPSED, [problem]);
    return rows.filter(({ status }) => status === 'uncertain').map(({ id }) => id);
  }

  /** @returns false when somebody else has taken it meanwhile. */
  async mark({ id, claim }: Claimed, receipt: Receipt, retryInMs: number): Promise<boolean> {
    const problem = receipt.outcome === 'delivered' ? null : receipt.problem;
    const status = STATUS_AFTER[receipt.outcome];
    const rows = await this.change(MARK, [id, claim, status, problem, Math.round(retryInMs)]);
    return rows.length > 0;
  }

  /** TypeORM answers an update with `[rows, count]`. */
  private async change<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    const [rows] = await this.unitOfWork.manager.query<[Row[], number]>(sql, parameters);
    return rows;
  }
}
