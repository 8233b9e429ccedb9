import type { Type } from '@nestjs/common';
import { OutboxController } from './outbox/outbox.controller';

/** Everything under `/ops`. */
export const OPERATION_CONTROLLERS: Type[] = [OutboxController];
