import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { EventingModule, UnitOfWork } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { PaymentsConfig } from './payments.config';
import { PayableOrders } from './domain/payable-orders';
import { GivePaymentBackWhenOrderCancelled } from './integration/give-payment-back-when-order-cancelled.handler';
import { TakePaymentWhenRequested } from './integration/take-payment-when-requested.handler';
import { DueOrders } from './persistence/due-orders';
import { PayableOrderRow } from './persistence/payable-order.row';
import { PayableOrdersInDatabase } from './persistence/payable-orders-in-database';
import { PaymentRow } from './persistence/payment.row';
import { PaymentProcess } from './process/payment-process';
import { PaymentRunner } from './process/payment-runner';
import { GuardedProvider } from './provider/guarded-provider';
import { PaymentProvider } from './provider/payment-provider';
import { Charges } from './provider/simulated/charges';
import { SimulatedProvider } from './provider/simulated/simulated-provider';
import { PaymentsController } from './read-models/payments/payments.controller';
import { PaymentsQuery } from './read-models/payments/payments.query';
import { CapturedPayments } from './commands/settle-payments/captured-payments';
import { SettlePaymentsHandler } from './commands/settle-payments/settle-payments.handler';
import { SettlePaymentsSchedule } from './commands/settle-payments/settle-payments.schedule';
import { ActivityWatch } from './suspicion/activity-watch';
import { Payers } from './suspicion/payers';

@Module({
  imports: [
    PlatformModule.forService('payments', PaymentsConfig),
    DatabaseModule.forEntities(PayableOrderRow, PaymentRow),
    EventingModule.forService('payments'),
    ScheduleModule.forRoot(),
  ],
  controllers: [PaymentsController],
  providers: [
    DueOrders,
    PayableOrdersInDatabase,
    { provide: PayableOrders, useExisting: PayableOrdersInDatabase },
    // reactions to orders
    TakePaymentWhenRequested,
    GivePaymentBackWhenOrderCancelled,
    // what is left to do for orders, and who does it
    PaymentProcess,
    PaymentRunner,
    // the provider: a real one takes the simulated one's place here
    Charges,
    SimulatedProvider,
    {
      provide: PaymentProvider,
      useFactory: (provider: SimulatedProvider, config: PaymentsConfig, unitOfWork: UnitOfWork) =>
        new GuardedProvider(provider, config, unitOfWork),
      inject: [SimulatedProvider, PaymentsConfig, UnitOfWork],
    },
    // settlement
    CapturedPayments,
    SettlePaymentsHandler,
    SettlePaymentsSchedule,
    // what is unusual
    ActivityWatch,
    Payers,
    // read models
    PaymentsQuery,
  ],
})
export class PaymentsModule {}
