/** As many pods as PostgreSQL's connections are for (k8s/components/postgresql-cluster); a test compares. */
const MOST_PODS = 4;

/** One relays, the other takes over. */
const FEWEST_PODS = 2;

/** Messages that wait, for each pod: less than a second's work of a handler that does little (docs/performance.md). */
const BACKLOG_A_POD = 1_000;

/** Older than this, and somebody waits for it. */
const AGE_SECONDS = 30;

/**
 * KEDA's ScaledObject of each service: more pods while messages wait or come late.
 *
 * @param {{ app: string, name: string }[]} services
 */
function scaledObjectsOf(services) {
  return services.map(({ app, name }) => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name: app,
      labels: { 'app.kubernetes.io/name': app, 'app.kubernetes.io/component': 'service' },
    },
    spec: {
      scaleTargetRef: { name: app },
      minReplicaCount: FEWEST_PODS,
      maxReplicaCount: MOST_PODS,
      pollingInterval: 15,
      // While Prometheus does not answer, nobody is sent away.
      fallback: { failureThreshold: 4, replicas: FEWEST_PODS, behavior: 'currentReplicasIfHigher' },
      advanced: { horizontalPodAutoscalerConfig: { behavior: BEHAVIOR } },
      triggers: [
        trigger('backlog-length', lengthOf(name), BACKLOG_A_POD),
        trigger('backlog-age', ageOf(name), AGE_SECONDS),
      ],
    },
  }));
}

/** Up at once, down in peace: each pod that goes has to hand over what it holds. */
const BEHAVIOR = {
  scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }] },
  scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }] },
};

/** @param {string} name @param {string} query @param {number} threshold */
function trigger(name, query, threshold) {
  return {
    type: 'prometheus',
    name,
    metricType: 'AverageValue',
    metadata: {
      serverAddress: 'http://prometheus-operated.monitoring.svc:9090',
      query,
      threshold: String(threshold),
      ignoreNullValues: 'false',
    },
  };
}

/** What lies in the queues of its consumers, and not what waits for its next try: more pods do not make that due sooner. @param {string} service */
function lengthOf(service) {
  const waiting = `queue=~"${service}[.].+",queue!~"${service}[.](retry[.].+|dead-letters)"`;
  return `sum(rabbitmq_detailed_queue_messages_ready{${waiting}})`;
}

/**
 * How long the median message took from its event to its effect, times the pods, by which KEDA divides it again. Where nothing was handled
 * there is no age: 0, for then the length tells.
 *
 * @param {string} service
 */
function ageOf(service) {
  const lags = `sum by (le) (rate(warren_consumer_lag_seconds_bucket{service="${service}"}[5m]))`;
  return `(histogram_quantile(0.5, ${lags}) >= 0 or vector(0)) * scalar(count(up{job="warren",service="${service}"} == 1))`;
}

module.exports = { scaledObjectsOf };
