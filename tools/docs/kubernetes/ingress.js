const { ExplainedError } = require('../../explained-error');

/** What the platform serves beside the API of each service, and for people inside only. */
const INSIDE = new Set(['health', 'metrics', 'ops', 'docs']);

/**
 * What of the services is reached from outside: the paths of their controllers, and nothing else.
 *
 * @param {import('../map/services').Service[]} services
 */
function ingressOf(services) {
  const paths = services.flatMap(({ app, routes }) =>
    [...new Set(routes.map(({ request }) => firstSegment(request)))]
      .filter((segment) => segment !== '' && !INSIDE.has(segment))
      .sort()
      .map((segment) => ({ app, segment })),
  );
  expectOneOwner(paths);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop' },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }],
      rules: [{ host: 'shop.example.com', http: { paths: paths.map(backendOf) } }],
    },
  };
}

/** @param {string} request `GET /orders/:orderId` */
const firstSegment = (request) => request.split(' ')[1]?.split('/')[1] ?? '';

/** @param {{ app: string, segment: string }} path */
function backendOf({ app, segment }) {
  const backend = { service: { name: app, port: { name: 'http' } } };
  return { path: `/${segment}`, pathType: 'Prefix', backend };
}

/** @param {{ app: string, segment: string }[]} paths @throws {ExplainedError} */
function expectOneOwner(paths) {
  for (const { app, segment } of paths) {
    const other = paths.find((path) => path.segment === segment && path.app !== app);
    if (other)
      throw new ExplainedError(
        `${app} and ${other.app} both have routes under /${segment}, which one address leads to one service only (k8s/components/ingress). Give one of them another path.`,
      );
  }
}

module.exports = { ingressOf };
