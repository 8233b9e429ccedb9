import { describeRules } from './describe-rules';
import { container, deployment, job, service } from './orders-of';
import { portsAreNamed, resourcesFit, selectorsMatch } from './rules';

describeRules('rules.spec.ts', [
  [
    'selectors match their own pods and no others',
    selectorsMatch,
    {
      'a label that the pods do not have': [
        (objects) => (deployment(objects).spec.selector.matchLabels['app.kubernetes.io/name'] = 'order'),
        /^Deployment\/orders selects the pods of \[\]/,
      ],
      'requests to the pods of a migration': [
        (objects) => delete service(objects).spec.selector['app.kubernetes.io/component'],
        /^Service\/orders selects .*Job\/orders-migrate/,
      ],
      "requests to a sibling's pods": [
        (objects) => (service(objects).spec.selector['app.kubernetes.io/name'] = 'users'),
        /^Service\/orders selects the pods of \[Deployment\/users\]/,
      ],
    },
  ],
  [
    'services and probes use ports by names that exist',
    portsAreNamed,
    {
      'a service': [
        (objects) => (service(objects).spec.ports[0]!.targetPort = 'web'),
        /^Service\/orders sends requests to port web/,
      ],
      'a probe at another name': [
        (objects) => (container(deployment(objects)).readinessProbe!.httpGet!.port = 'health'),
        /is probed at port health/,
      ],
      'a probe at a number': [
        (objects) => (container(deployment(objects)).livenessProbe!.httpGet!.port = 3000),
        /is probed at port 3000/,
      ],
      'a port at which nothing listens': [
        (objects) => (container(deployment(objects)).ports![0]!.containerPort = 3004),
        /names port 3004, but listens on PORT=3000/,
      ],
    },
  ],
  [
    'requests are there and within the limits',
    resourcesFit,
    {
      'more memory than the limit': [
        (objects) => (container(deployment(objects)).resources!.requests!.memory = '1Gi'),
        /requests more memory \(1Gi\) than its limit \(512Mi\)/,
      ],
      'more cpu than the limit': [
        (objects) => (container(job(objects)).resources!.limits!.cpu = '50m'),
        /requests more cpu \(100m\) than its limit \(50m\)/,
      ],
      'no limit': [
        (objects) => delete container(deployment(objects)).resources!.limits,
        /has no memory limit/,
      ],
      'no request': [
        (objects) => delete container(job(objects)).resources,
        /^Job\/orders-migrate migrate does not request/,
      ],
    },
  ],
]);
