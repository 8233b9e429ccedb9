import { join } from 'node:path';
import { isKubectlInstalled, render } from './kubectl';
import type { KubernetesObject } from './objects';
import type { Rule } from './rules';
import { skipped } from './skipped';

/** A way to break a rule, and the message by which the rule tells it. */
export type Breach = [spoil: (objects: KubernetesObject[]) => void, message: RegExp];

/** Each rule holds for what k8s/base renders, and tells each of its breaches: a rule that sees nothing would hold, too. */
export function describeRules(file: string, rules: [string, Rule, Record<string, Breach>][]): void {
  const hasKubectl = isKubectlInstalled();
  if (!hasKubectl) skipped(file, 'kubectl is not installed (https://kubernetes.io/docs/tasks/tools/)');
  const rendered = hasKubectl ? render(join(__dirname, '../base')) : [];

  (hasKubectl ? describe : describe.skip).each(rules)('k8s/base: %s', (_, rule, breaches) => {
    it('is so', () => {
      expect(rule(rendered)).toEqual([]);
    });

    it.each(Object.entries(breaches))('would tell: %s', (_breach, [spoil, message]) => {
      const spoilt = structuredClone(rendered);
      spoil(spoilt);
      expect(rule(spoilt)).toContainEqual(expect.stringMatching(message));
    });
  });
}
