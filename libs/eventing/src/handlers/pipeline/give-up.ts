import type { ParkingReason } from '../../dead-letters/dead-letter';
import { PermanentError } from '../../message/errors';

/** No further try: the message is to be parked for this reason. Carries the failure that was the last straw. */
export class GiveUp extends PermanentError {
  constructor(
    readonly reason: ParkingReason,
    readonly failure: unknown,
  ) {
    super(`To be parked as ${reason}.`, { cause: failure });
  }
}
