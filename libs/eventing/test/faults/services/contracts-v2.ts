import { IsIn, IsInt, IsUUID, Matches } from 'class-validator';
import { IntegrationEvent, Payload, upcast, type Fields } from '../../../src';
import { AccountChanged } from './contracts';

/** By which door a movement came; of those that version 1 told nobody knows. */
export const CHANNELS = ['unknown', 'web'] as const;

/**
 * The next version of the event, as a team would change it: a field is counted otherwise, and another is new. Only processes of version 2
 * load this file, as only images built from the newer sources have it.
 */
@IntegrationEvent({
  type: 'writer.account-changed',
  version: 2,
  aggregate: 'account',
  subject: (event: AccountChangedV2) => event.account,
  upcaster: upcast(AccountChanged, ({ account, movement, version, amount }): Fields<AccountChangedV2> => ({
    ...{ account, movement, version },
    cents: amount * 100,
    channel: 'unknown',
  })),
})
export class AccountChangedV2 extends Payload<AccountChangedV2> {
  @Matches(/^[a-z]+-\d+$/) readonly account!: string;
  @IsUUID() readonly movement!: string;
  @IsInt() readonly version!: number;
  @IsInt() readonly cents!: number;
  @IsIn(CHANNELS) readonly channel!: (typeof CHANNELS)[number];
}
