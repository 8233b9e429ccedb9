import { Injectable } from '@nestjs/common';
import { EventingDoctor, type Finding } from '@warren/eventing';
import { ServiceConfig } from '../../config/service-config';
import { migrationFindings } from './migration-findings';
import { configurationFindings } from './configuration-findings';

/** What a service needs, looked at piece by piece. */
export interface Diagnosis {
  service: string;
  /** Nothing is a problem. There may be warnings. */
  isWell: boolean;
  findings: Finding[];
}

/**
 * Looks at everything that a service depends on, and says what is wrong and what to do. Changes nothing, and works with the
 * database or the broker away.
 */
@Injectable()
export class Doctor {
  constructor(
    private readonly config: ServiceConfig,
    private readonly eventing: EventingDoctor,
  ) {}

  /** Never throws. */
  async examine(): Promise<Diagnosis> {
    const [migrations, eventing] = await Promise.all([
      migrationFindings(this.config),
      this.eventing.examine(),
    ]);
    return diagnosisOf(this.config.service, [
      ...configurationFindings(this.config),
      ...migrations,
      ...eventing,
    ]);
  }
}

export function diagnosisOf(service: string, findings: Finding[]): Diagnosis {
  return { service, isWell: findings.every(({ verdict }) => verdict !== 'problem'), findings };
}
