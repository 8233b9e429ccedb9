import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from './objects';

export function isKubectlInstalled(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** What `kubectl apply -k` would send; needs no cluster. */
export function render(folder: string): KubernetesObject[] {
  const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  return loadAll(text) as KubernetesObject[];
}

/** The ways to run the system that k8s/overlays knows. */
export const OVERLAYS = ['production', 'local'] as const;
export type Overlay = (typeof OVERLAYS)[number];

const rendered = new Map<Overlay, KubernetesObject[]>();

/** What an overlay renders, as a copy that may be spoilt. */
export function renderOverlay(overlay: Overlay): KubernetesObject[] {
  const objects = rendered.get(overlay) ?? render(join(__dirname, '../overlays', overlay));
  rendered.set(overlay, objects);
  return structuredClone(objects);
}
