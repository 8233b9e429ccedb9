import { Module } from '@nestjs/common';
import { databaseFor, eventingFor, settingsProvider } from '../../foundation';
import { settingsFromEnvironment } from '../../settings';
import { AccountStatement } from '../account-statement.entity';
import { AccountStatementProjection } from './account-statement.projection';
import { BookEntryWhenAccountChanged } from './book-entry-when-account-changed.handler';

const settings = settingsFromEnvironment();

@Module({
  imports: [databaseFor(settings, [AccountStatement]), eventingFor(settings)],
  providers: [settingsProvider(settings), BookEntryWhenAccountChanged, AccountStatementProjection],
})
export class BookkeeperV2Module {}
