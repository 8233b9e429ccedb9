import { On, Projection } from '../../../../../src';
import { AccountChangedV2 } from '../../contracts-v2';
import { AccountStatement } from '../account-statement.entity';

/** Goes on with the rows and the gates of version 1. */
@Projection({ name: 'account-statement', into: AccountStatement })
export class AccountStatementProjection {
  @On(AccountChangedV2)
  changed(row: AccountStatement | undefined, event: AccountChangedV2): AccountStatement {
    return {
      account: event.account,
      balance: (row?.balance ?? 0) + event.cents / 100,
      versions: [...(row?.versions ?? []), event.version],
    };
  }
}
