import { readConfig } from '@warren/platform';
import { NEEDED_SETTINGS } from '@warren/platform/testing';
import { ReportingConfig } from './reporting.config';

const read = (env: NodeJS.ProcessEnv) =>
  readConfig('reporting', { ...NEEDED_SETTINGS, ...env }, ReportingConfig);

describe('ReportingConfig', () => {
  it('has a default for everything of its own', () => {
    expect(read({})).toMatchObject({
      REPORT_WITHIN: '15s',
      REPORTS_TIME_ZONE: 'UTC',
      DAILY_REPORT_AT: '00:10',
      DAILY_REPORT_REVISED_FOR_DAYS: 35,
      LIVE_HISTORY: 10_000,
      LIVE_HEARTBEAT_MS: 15_000,
    });
    expect(read({ DAILY_REPORT_AT: '23:59' }).DAILY_REPORT_AT).toBe('23:59');
  });

  it.each(['24:00', '0:10', '00:60', '00:10:00', 'midnight'])('refuses reports at %s', (DAILY_REPORT_AT) => {
    expect(() => read({ DAILY_REPORT_AT })).toThrow(/DAILY_REPORT_AT +must be a time of day,/);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])('knows the days of %s', (timeZone) =>
    expect(read({ REPORTS_TIME_ZONE: timeZone }).REPORTS_TIME_ZONE).toBe(timeZone),
  );

  it.each(['+01:00', 'Europe/Atlantis', "UTC'"])('does not know those of %j', (REPORTS_TIME_ZONE) => {
    expect(() => read({ REPORTS_TIME_ZONE })).toThrow(/REPORTS_TIME_ZONE +must be the name of a time zone/);
  });

  it.each([
    { LIVE_HISTORY: '0' },
    { REPORT_WITHIN: '15' },
    { REPORT_WITHIN: '1h' },
    { LIVE_HEARTBEAT_MS: '1' },
    { DAILY_REPORT_REVISED_FOR_DAYS: '-1' },
  ])('refuses %j', (env) => expect(() => read(env)).toThrow(Object.keys(env)[0]));
});
