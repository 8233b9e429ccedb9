import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, Refuses, Roles } from '@warren/platform';
import { PaymentResponse } from '../../api/payment.response';
import { PaymentNotFound } from '../../domain/payment.errors';
import { ListPaymentsRequest } from './list-payments.request';
import { ListPaymentsResponse } from './list-payments.response';
import { PaymentsQuery } from './payments.query';

@ApiTags('payments')
@Roles('customer', 'staff')
@Controller('payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsQuery) {}

  @Get()
  @ApiOperation({ summary: "An order's payments with all that became of them" })
  @ApiOkResponse({ type: ListPaymentsResponse })
  async list(
    @Query() { orderId }: ListPaymentsRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<ListPaymentsResponse> {
    const payments = await this.payments.ofOrder(orderId);
    // An order of somebody else looks like one that has no payments yet.
    return { payments: payments.filter(({ userId }) => caller.mayActFor(userId)) };
  }

  @Get(':paymentId')
  @ApiOperation({ summary: 'A payment with all that became of it' })
  @ApiOkResponse({ type: PaymentResponse })
  @Refuses(404, PaymentNotFound)
  async payment(
    @IdParam('paymentId') paymentId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PaymentResponse> {
    const payment = await this.payments.byId(paymentId);
    if (!caller.mayActFor(payment.userId)) throw new PaymentNotFound(paymentId);
    return payment;
  }
}
