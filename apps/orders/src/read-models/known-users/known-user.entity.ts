import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A copy of what orders needs to know of a user. */
@Entity('known_users')
export class KnownUser {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
}
