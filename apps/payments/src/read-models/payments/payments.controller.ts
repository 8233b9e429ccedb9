import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses } from '@warren/platform';
import { PaymentResponse } from '../../api/payment.response';
import { PaymentNotFound } from '../../domain/payment.errors';
import { ListPaymentsRequest } from './list-payments.request';
import { ListPaymentsResponse } from './list-payments.response';
import { PaymentsQuery } from './payments.query';

@ApiTags('payments')
@Controller('payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentsQuery) {}

  @Get()
  @ApiOperation({ summary: "An order's payments with all that became of them" })
  @ApiOkResponse({ type: ListPaymentsResponse })
  async list(@Query() { orderId }: ListPaymentsRequest): Promise<ListPaymentsResponse> {
    return { payments: await this.payments.ofOrder(orderId) };
  }

  @Get(':paymentId')
  @ApiOperation({ summary: 'A payment with all that became of it' })
  @ApiOkResponse({ type: PaymentResponse })
  @Refuses(404, PaymentNotFound)
  payment(@IdParam('paymentId') paymentId: string): Promise<PaymentResponse> {
    return this.payments.byId(paymentId);
  }
}
