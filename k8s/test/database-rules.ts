import { migrations, nameOf, services, type Container, type Deployment, type Job } from './objects';
import type { Rule } from './rules';

const OWNER = 'MIGRATION_DATABASE_URL';

/** What the container reads by itself: the settings of every service are in no secret. */
const variableOf = ({ env = [] }: Container, name: string) =>
  env.find((variable) => variable.name === name)?.valueFrom?.secretKeyRef;

const containersOf = (workload: Deployment | Job): Container[] => workload.spec.template.spec.containers;

/**
 * The role that owns the tables is the migration's alone: its address is in a secret that no service reads, also not as a whole.
 */
export const ownersOnlyMigrate: Rule = (objects) => {
  const ofOwners = migrations(objects).flatMap((job) =>
    containersOf(job).flatMap((container) => variableOf(container, OWNER)?.name ?? []),
  );
  return [
    ...migrations(objects)
      .filter((job) => containersOf(job).some((container) => !variableOf(container, OWNER)))
      .map((job) => `${nameOf(job)} does not migrate as the role that owns the tables: ${OWNER} is missing.`),
    ...services(objects)
      .filter((deployment) => containersOf(deployment).some((container) => reads(container, ofOwners)))
      .map((deployment) => `${nameOf(deployment)} can read the address of the role that owns the tables.`),
  ];
};

function reads({ env = [], envFrom = [] }: Container, secrets: string[]): boolean {
  return (
    env.some(
      ({ name, valueFrom }) => name === OWNER || secrets.includes(valueFrom?.secretKeyRef?.name ?? ''),
    ) || envFrom.some(({ secretRef }) => secrets.includes(secretRef?.name ?? ''))
  );
}
