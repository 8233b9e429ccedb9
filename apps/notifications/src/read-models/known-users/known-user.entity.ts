import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A copy of what notifications needs to know of a user. */
@Entity('known_users')
export class KnownUser {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') email!: string;
}
