import { On, Projection } from '../../../../src';
import { AccountChanged } from '../contracts';
import { AccountStatement } from './account-statement.entity';

@Projection({ name: 'account-statement', into: AccountStatement })
export class AccountStatementProjection {
  @On(AccountChanged)
  changed(row: AccountStatement | undefined, event: AccountChanged): AccountStatement {
    return {
      account: event.account,
      balance: (row?.balance ?? 0) + event.amount,
      versions: [...(row?.versions ?? []), event.version],
    };
  }
}
