import { Logger } from '@nestjs/common';
import { withPersonalTexts } from '../../message/personal/texts-in-work';
import { resolveBreaker } from './breaker-options';
import { ConsumptionBreaker } from './consumption-breaker';

Logger.overrideLogger(false);

describe('a breaker of consumption', () => {
  it('quotes nothing that was read of a person, also where it would cut the reason', () => {
    const breaker = ConsumptionBreaker.of(
      'greet',
      resolveBreaker(undefined, undefined),
    ) as ConsumptionBreaker;
    const failure = new Error(`${'x'.repeat(275)} no initials in Ottilie Fernandez`);
    withPersonalTexts(['Ottilie Fernandez'], () => {
      for (let event = 0; event < 200; event++) breaker.failed(breaker.begin(), `event-${event}`, failure);
    });
    breaker.stop();
    const { reason } = breaker.status();
    expect(reason).toContain('no initials in');
    expect(reason).not.toContain('Otti');
  });
});
