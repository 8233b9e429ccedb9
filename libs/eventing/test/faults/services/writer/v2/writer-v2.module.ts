import { Module } from '@nestjs/common';
import { eventingFor, databaseFor, settingsProvider } from '../../foundation';
import { settingsFromEnvironment } from '../../settings';
import { ConfirmWhenEntryBooked } from '../confirm-when-entry-booked.handler';
import { HostileTransaction } from '../hostile-transaction';
import { Load } from '../load';
import { Movements } from '../movements';
import { WriterController } from '../writer.controller';
import { MovementsV2 } from './movements-v2';

const settings = settingsFromEnvironment();

@Module({
  imports: [databaseFor(settings), eventingFor(settings)],
  controllers: [WriterController],
  providers: [
    settingsProvider(settings),
    { provide: Movements, useClass: MovementsV2 },
    HostileTransaction,
    Load,
    ConfirmWhenEntryBooked,
  ],
})
export class WriterV2Module {}
