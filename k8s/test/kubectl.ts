import { execFileSync } from 'node:child_process';
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
