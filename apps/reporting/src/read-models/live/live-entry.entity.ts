import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One event as live clients are told of it. Its position comes from the table, which sees to it that readers find it. */
@Entity('live_feed')
export class LiveEntry {
  @PrimaryColumn('text', { name: 'event_id' }) eventId!: string;
  @Column('text') type!: LiveType;
  @Column('jsonb') data!: object;
}

export type LiveType = 'order-placed' | 'order-confirmed' | 'order-cancelled' | 'order-rejected';
