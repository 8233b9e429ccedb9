import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

export const OBSERVABILITY = join(__dirname, '../../../../../docker/observability');
export const RULES = join(OBSERVABILITY, 'rules/warren.rules.yml');
export const RULE_TESTS = join(OBSERVABILITY, 'tests/warren.test.yml');

export interface Alert {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export function alerts(): Alert[] {
  const { groups } = load(readFileSync(RULES, 'utf8')) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** The alerts that some test of the rules makes fire. */
export function testedAlerts(): Set<string> {
  type Expected = { exp_samples?: { labels: string }[] };
  const { tests } = load(readFileSync(RULE_TESTS, 'utf8')) as { tests: { promql_expr_test: Expected[] }[] };
  const labels = tests.flatMap((test) =>
    test.promql_expr_test.flatMap(({ exp_samples = [] }) => exp_samples),
  );
  return new Set(labels.map((sample) => /alertname="(\w+)"/.exec(sample.labels)?.[1] ?? ''));
}

/** What the panels of the dashboards ask, for all services. */
export function dashboardExpressions(): { where: string; expression: string }[] {
  const folder = join(OBSERVABILITY, 'grafana/dashboards');
  return readdirSync(folder).flatMap((file) => {
    const { panels } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      panels: { title: string; targets?: { expr: string }[] }[];
    };
    return panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({
        where: `${file}, ${title}`,
        expression: expr.replaceAll('$service', '.+').replaceAll('$__rate_interval', '30s'),
      })),
    );
  });
}

const COMPARISON = /(>=|<=|==|!=|>|<)(?=\s)/g;

/**
 * What an alert looks at. While all is well its expression finds nothing, for that is what it is for: so each of its
 * comparisons is asked for its verdict instead, for every series that there is.
 */
export function alertExpressions(): { where: string; expression: string }[] {
  return alerts().flatMap(({ alert, expr }) =>
    expr
      .split(/\b(?:and|unless)\b(?: on \([^)]*\))?/)
      .map((part) => ({ where: alert, expression: part.replace(COMPARISON, '$1 bool') })),
  );
}
