import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The read model: what remains of an account's movements, and in which order they were folded. */
@Entity('account_statement')
export class AccountStatement {
  @PrimaryColumn('text') account!: string;
  @Column('int') balance!: number;
  @Column('jsonb') versions!: number[];
}
