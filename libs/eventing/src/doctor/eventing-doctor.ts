import { Injectable } from '@nestjs/common';
import { BrokerExamination } from './broker-examination';
import { DatabaseExamination } from './database-examination';
import type { Finding } from './finding';
import { RelayExamination } from './relay-examination';

/**
 * Looks at what the eventing depends on: the database, the relay, the broker, the queues. Changes nothing.
 *
 * @example const ills = (await app.get(EventingDoctor).examine()).filter(({ verdict }) => verdict === 'problem');
 */
@Injectable()
export class EventingDoctor {
  constructor(
    private readonly database: DatabaseExamination,
    private readonly relay: RelayExamination,
    private readonly broker: BrokerExamination,
  ) {}

  /** Never throws: what cannot be looked at is a finding, too. */
  async examine(): Promise<Finding[]> {
    const examinations = [this.database, this.relay, this.broker];
    return (await Promise.all(examinations.map((examination) => examination.examine()))).flat();
  }
}
