import { readConfig } from '@warren/platform';
import { NEEDED_SETTINGS } from '@warren/platform/testing';
import { NotificationsConfig } from './notifications.config';

const read = (env: NodeJS.ProcessEnv) =>
  readConfig('notifications', { ...NEEDED_SETTINGS, ...env }, NotificationsConfig);

describe('NotificationsConfig', () => {
  it('needs nothing: mails go into a folder', () => {
    expect(read({})).toMatchObject({ MAIL_FOLDER: '.warren/mail', MAIL_FROM: 'shop@warren.example' });
    expect(read({}).SMTP_URL).toBeUndefined();
  });

  it.each(['smtp://localhost:2525', 'smtps://user:password@mail.example.com', 'smtp://127.0.0.1:25'])(
    'takes %s for a mail server',
    (SMTP_URL) => expect(read({ SMTP_URL }).SMTP_URL).toBe(SMTP_URL),
  );

  it.each(['localhost:25', 'http://mail.example.com', 'smtp://'])('refuses %s', (SMTP_URL) => {
    expect(() => read({ SMTP_URL })).toThrow(/SMTP_URL +must be an address like smtp:/);
  });

  it('never shows the password of the mail server, and names every address that is none', () => {
    const wrong = {
      SMTP_URL: 'imap://me:hunter2@mail',
      WAREHOUSE_EMAIL: 'all',
      FRAUD_DESK_EMAIL: 'x',
      MAIL_FROM: 'y',
    };
    expect(() => read(wrong)).toThrow(/4 settings are wrong/);
    expect(() => read(wrong)).not.toThrow(/hunter2/);
  });
});
