import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Charge } from '../payment-provider';
import { cardOf, declineReasonOf, type Card } from './card';

export interface ChargeRow {
  status: 'declined' | 'authorized' | 'captured' | 'refunded' | 'voided';
  card: Card | null;
  declineReason: string | null;
}

const CHARGE =
  'select status, card, decline_reason as "declineReason" from simulated_provider.charges where reference = $1';

/**
 * The books of the simulated provider. They are another company's: their statements commit by themselves, whatever becomes of
 * the transaction that the caller is in. Each is one statement that only moves a charge on from the right state, so that it
 * may be repeated, and so that of void and capture the first one wins, in whichever process they run.
 */
@Injectable()
export class Charges {
  constructor(private readonly database: DataSource) {}

  async open({ reference, amount, token }: Charge): Promise<ChargeRow> {
    const card = cardOf(token);
    const declineReason = declineReasonOf(card);
    await this.query(
      `insert into simulated_provider.charges (reference, status, amount, currency, card, decline_reason)
       values ($1, $2, $3, $4, $5, $6) on conflict (reference) do nothing`,
      [
        reference,
        declineReason ? 'declined' : 'authorized',
        amount.amount,
        amount.currency,
        card,
        declineReason,
      ],
    );
    return this.get(reference);
  }

  async capture(reference: string): Promise<ChargeRow> {
    await this.query(
      `update simulated_provider.charges set status = 'captured', captured_at = now()
        where reference = $1 and status = 'authorized'`,
      [reference],
    );
    return this.get(reference);
  }

  /** A reference that is not known yet is given up, too. */
  async void(reference: string): Promise<ChargeRow> {
    await this.query(
      `insert into simulated_provider.charges (reference, status) values ($1, 'voided')
       on conflict (reference) do update set status = 'voided' where charges.status in ('authorized', 'declined')`,
      [reference],
    );
    return this.get(reference);
  }

  async refund(reference: string): Promise<ChargeRow> {
    await this.query(
      `update simulated_provider.charges set status = 'refunded', refunded_at = now()
        where reference = $1 and status = 'captured'`,
      [reference],
    );
    return this.get(reference);
  }

  async paidOut(references: readonly string[]): Promise<string[]> {
    const rows = await this.query<{ reference: string }>(
      `select reference from simulated_provider.charges where reference = any($1) and status = 'captured'`,
      [references],
    );
    return rows.map(({ reference }) => reference);
  }

  /** @returns how often it was called with this reference, this time included. */
  async countCall(reference: string, call: string): Promise<number> {
    const [row] = await this.query<{ calls: number }>(
      `insert into simulated_provider.calls as known (reference, call) values ($1, $2)
       on conflict (reference, call) do update set calls = known.calls + 1 returning calls`,
      [reference, call],
    );
    return row?.calls ?? 0;
  }

  async find(reference: string): Promise<ChargeRow | undefined> {
    const [row] = await this.query<ChargeRow>(CHARGE, [reference]);
    return row;
  }

  private async get(reference: string): Promise<ChargeRow> {
    const row = await this.find(reference);
    if (!row) throw new Error(`The provider knows no charge ${reference}.`);
    return row;
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.database.query<Row[]>(sql, parameters);
  }
}
