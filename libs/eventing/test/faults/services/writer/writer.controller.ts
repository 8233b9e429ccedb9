import { Body, Controller, Param, Post } from '@nestjs/common';
import { Transactional } from '../../../../src';
import type { Harm } from '../contracts';
import { Movements } from './movements';

/** The writer's door for single movements. */
@Controller('accounts')
export class WriterController {
  constructor(private readonly movements: Movements) {}

  @Post(':account/movements')
  @Transactional()
  async change(
    @Param('account') account: string,
    @Body() { amount, harm }: { amount: number; harm?: Harm },
  ): Promise<{ movement: string }> {
    return { movement: await this.movements.change(account, amount, harm) };
  }
}
