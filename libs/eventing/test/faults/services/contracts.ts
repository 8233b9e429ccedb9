import { IsIn, IsInt, IsOptional, IsUUID, Matches } from 'class-validator';
import { IntegrationEvent, Payload } from '../../../src';

/** What a movement does to whoever handles it: kills the process, or fails for good. */
export type Harm = 'kill' | 'refuse';

/** Written down by the writer together with its own row of the movement; `version` numbers the account's movements. */
@IntegrationEvent({
  type: 'writer.account-changed',
  version: 1,
  aggregate: 'account',
  subject: (event: AccountChanged) => event.account,
})
export class AccountChanged extends Payload<AccountChanged> {
  @Matches(/^[a-z]+-\d+$/) readonly account!: string;
  @IsUUID() readonly movement!: string;
  @IsInt() readonly version!: number;
  @IsInt() readonly amount!: number;
  @IsOptional() @IsIn(['kill', 'refuse']) readonly harm?: Harm;
}

/** Of the same aggregate, and of no interest to any handler or fold: only the gate of a projection sees it. */
@IntegrationEvent({
  type: 'writer.account-noted',
  version: 1,
  aggregate: 'account',
  subject: (event: AccountNoted) => event.account,
})
export class AccountNoted extends Payload<AccountNoted> {
  @Matches(/^[a-z]+-\d+$/) readonly account!: string;
  @IsUUID() readonly movement!: string;
  @IsInt() readonly version!: number;
}

/** What the bookkeeper publishes from within its handler, and the writer listens to in turn. */
@IntegrationEvent({
  type: 'bookkeeper.entry-booked',
  version: 1,
  aggregate: 'book',
  subject: (event: EntryBooked) => event.account,
})
export class EntryBooked extends Payload<EntryBooked> {
  @Matches(/^[a-z]+-\d+$/) readonly account!: string;
  @IsUUID() readonly movement!: string;
}
