const { settingsChosenFor } = require('./chosen-settings');

describe('the settings that somebody has chosen', () => {
  const env = {
    EVENTING_NAMESPACE: 'second',
    PAYMENT_WITHIN: '15m',
    SETTLE_EVERY: '1h',
    LOG_LEVEL: ' ',
    PATH: '/usr/bin',
  };

  it('are those that the service understands, its own and those of every service', () => {
    expect(settingsChosenFor('orders', env)).toEqual({ EVENTING_NAMESPACE: 'second', PAYMENT_WITHIN: '15m' });
    expect(settingsChosenFor('payments', env)).toEqual({ EVENTING_NAMESPACE: 'second', SETTLE_EVERY: '1h' });
  });

  it('can be typed into a shell, and give no secret away', () => {
    const chosen = settingsChosenFor('notifications', {
      MAIL_FROM: `Ada's shop <shop@example.org>`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc',
    });
    expect(chosen).toEqual({
      MAIL_FROM: `'Ada'\\''s shop <shop@example.org>'`,
      OTEL_EXPORTER_OTLP_HEADERS: `'<as it was>'`,
    });
  });
});
