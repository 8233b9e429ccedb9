/** What is known of a metric beside its values. docs/metrics.md is made of these. */
export interface MetricDescription {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: string[];
}
