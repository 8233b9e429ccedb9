import {
  one,
  type Container,
  type Deployment,
  type Job,
  type KubernetesObject,
  type PodSpec,
  type Service,
} from './objects';

// The tests spoil the objects of one service; the rules look at those of all.

export const deployment = (objects: KubernetesObject[]): Deployment => one(objects, 'Deployment', 'orders');

export const service = (objects: KubernetesObject[]): Service => one(objects, 'Service', 'orders');

export const job = (objects: KubernetesObject[]): Job => one(objects, 'Job', 'orders-migrate');

export const podOf = (workload: Deployment | Job): PodSpec => workload.spec.template.spec;

export const container = (workload: Deployment | Job): Container => {
  const [first] = podOf(workload).containers;
  if (!first) throw new Error('It has no container.');
  return first;
};
