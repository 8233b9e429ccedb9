import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NotificationKind, NotificationStatus } from '../domain/notification';

@Entity('notifications')
export class NotificationRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') fact!: string;
  @Column('text') audience!: string;
  @Column('text') kind!: NotificationKind;
  @Column('uuid', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('text') recipient!: string;
  @Column('text', { name: 'recipient_name' }) recipientName!: string;
  @Column('text') subject!: string;
  @Column('text') text!: string;
  @Column('text') status!: NotificationStatus;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt!: Date | null;
  @Column('text', { nullable: true }) problem!: string | null;
}
