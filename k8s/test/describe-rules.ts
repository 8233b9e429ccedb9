import { isKubectlInstalled, renderOverlay, type Overlay } from './kubectl';
import type { KubernetesObject } from './objects';
import type { Rule } from './rules';
import { skipped } from './skipped';

/** A way to break a rule, and the message by which the rule tells it. */
export type Breach = [spoil: (objects: KubernetesObject[]) => void, message: RegExp];

/** A rule that is the same for each overlay, or what it is there. */
type RuleOf = Rule | Partial<Record<Overlay, Rule>>;

/** Each rule holds for what the overlays render, and tells each of its breaches: a rule that sees nothing would hold, too. */
export function describeRules(file: string, rules: [string, RuleOf, Record<string, Breach>][]): void {
  const hasKubectl = isKubectlInstalled();
  if (!hasKubectl) skipped(file, 'kubectl is not installed (https://kubernetes.io/docs/tasks/tools/)');

  (hasKubectl ? describe : describe.skip).each(rules)('k8s: %s', (_, ruleOf, breaches) => {
    const places =
      typeof ruleOf === 'function'
        ? [['production', ruleOf] as const, ['local', ruleOf] as const]
        : (Object.entries(ruleOf) as [Overlay, Rule][]);

    it.each(places)('is so in the overlay %s', (overlay, rule) => {
      expect(rule(renderOverlay(overlay))).toEqual([]);
    });

    it.each(Object.entries(breaches))('would tell: %s', (_breach, [spoil, message]) => {
      const [overlay, rule] = places[0]!;
      const spoilt = renderOverlay(overlay);
      spoil(spoilt);
      expect(rule(spoilt)).toContainEqual(expect.stringMatching(message));
    });
  });
}
