import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from './objects';

export const EXTERNAL_SECRETS_FILE = join(__dirname, '../components/external-secrets/external-secrets.yaml');

/** Of the External Secrets Operator, for which there is no schema here. */
export interface ExternalSecret extends KubernetesObject {
  spec: {
    secretStoreRef: { kind: string; name: string };
    target: { name: string; template?: { data: Record<string, string> } };
    data?: { secretKey: string; remoteRef: { key: string; property: string } }[];
    dataFrom?: { extract: { key: string } }[];
  };
}

export function externalSecrets(): ExternalSecret[] {
  return loadAll(readFileSync(EXTERNAL_SECRETS_FILE, 'utf8')) as ExternalSecret[];
}

/** The secrets that they make: name → keys; none are known of what is taken as it is. */
export function madeSecrets(): Map<string, string[]> {
  return new Map(
    externalSecrets().map(({ spec }) => [spec.target.name, Object.keys(spec.target.template?.data ?? {})]),
  );
}
