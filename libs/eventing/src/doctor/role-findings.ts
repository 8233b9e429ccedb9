import type { DedicatedConnection } from '../database/dedicated-connection';
import { ROLE_AND_LINE } from './doctor.sql';
import { ok, warning, type Finding } from './finding';

/** What the database knows of the service's role, and of the line to it. */
export interface RoleAndLine {
  role: string;
  isSuperuser: boolean;
  passesRowSecurity: boolean;
  ownTables: number;
  mayCreateIn: string[];
  isEncrypted: boolean;
  /** The server is on another machine. */
  isElsewhere: boolean;
}

const PAGE = 'docs/database-security.md';

/** Whether the role may do more than a service needs, and whether others could listen in. */
export async function roleFindings(
  connection: DedicatedConnection,
  isProduction: boolean,
): Promise<Finding[]> {
  const [seen] = await connection.query<RoleAndLine>(ROLE_AND_LINE);
  return seen ? [...(isProduction ? [roleFinding(seen)] : []), lineFinding(seen)] : [];
}

/** In production alone: while developing, one role does everything. */
export function roleFinding({
  role,
  isSuperuser,
  passesRowSecurity,
  ownTables,
  mayCreateIn,
}: RoleAndLine): Finding {
  const advice = `Make roles with docker/postgres/roles.sh: one that owns the tables and migrates, one that the service runs as (${PAGE}).`;
  if (isSuperuser)
    return warning('role', `${role} is a superuser, and may do everything on the server.`, advice);
  const tooMuch = [
    ...(passesRowSecurity ? ['passes by row security'] : []),
    ...(ownTables > 0 ? [`owns ${ownTables} tables`] : []),
    ...(mayCreateIn.length > 0 ? [`may create in ${mayCreateIn.join(', ')}`] : []),
  ];
  return tooMuch.length === 0
    ? ok('role', `${role} may work with the tables, and not change what they are.`)
    : warning('role', `${role} ${tooMuch.join(', ')}: more than a service needs.`, advice);
}

export function lineFinding({ isEncrypted, isElsewhere }: RoleAndLine): Finding {
  if (isEncrypted) return ok('encryption', 'The connection is encrypted.');
  return isElsewhere
    ? warning(
        'encryption',
        'The connection leads to another machine and is not encrypted: who is between them reads along.',
        `Turn TLS on there, and let DATABASE_URL end with ?sslmode=verify-full&sslrootcert=… (${PAGE}).`,
      )
    : ok('encryption', 'The connection does not leave this machine.');
}
