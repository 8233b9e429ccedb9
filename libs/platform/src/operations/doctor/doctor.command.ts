import { Command } from 'nest-commander';
import { EventingSession } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Need } from '../command-line/operation-session';
import type { Page } from '../command-line/page';
import { Doctor, type Diagnosis } from './doctor';
import { doctorPage } from './doctor.page';

@Command({
  name: 'doctor',
  description: 'Looks at all that the service depends on; ends with 1 when something is a problem',
})
export class DoctorCommand extends OperationCommand<Diagnosis> {
  /** Whatever is away is what it is called for. */
  protected override readonly needs: readonly Need[] = [];

  constructor(
    private readonly doctor: Doctor,
    private readonly eventing: EventingSession,
  ) {
    super();
  }

  protected async perform(): Promise<Diagnosis> {
    await this.eventing.connectDatabase().catch(() => undefined); // the doctor finds out why, and says it
    return this.doctor.examine();
  }

  protected pageOf(diagnosis: Diagnosis): Page {
    return doctorPage(diagnosis);
  }

  protected override isWell(diagnosis: Diagnosis): boolean {
    return diagnosis.isWell;
  }
}
