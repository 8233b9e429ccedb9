import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { ROOT } from './dockerfile';

interface Deployment {
  spec: {
    template: {
      spec: {
        terminationGracePeriodSeconds: number;
        containers: [
          { resources: { limits: { memory: string } }; securityContext: object; volumeMounts?: object[] },
        ];
      };
    };
  };
}

/** What Kubernetes gives every service: containers of the trial get no more. */
export function deployment(): { graceSeconds: number; memory: string; security: object; folders: object[] } {
  const file = join(ROOT, 'k8s/base/every-deployment.yaml');
  const { spec } = (load(readFileSync(file, 'utf8')) as Deployment).spec.template;
  const [container] = spec.containers;
  return {
    graceSeconds: spec.terminationGracePeriodSeconds,
    memory: container.resources.limits.memory,
    security: container.securityContext,
    folders: container.volumeMounts ?? [],
  };
}
