import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import {
  OtherServices,
  startService,
  testNamespace,
  untilReady,
  type StartedService,
} from '@warren/platform/testing';
import { migrations } from '../../migrations';
import { parts } from '../../src/notifications.module';
import { created, type Customer } from './events';
import { Mailbox, type Mail } from './mailbox';

/** The service with delays short enough that a test sees their end. */
@Module({
  ...parts,
  imports: [
    ...parts.imports,
    EventingModule.forService('notifications', {
      handlers: { immediateTries: 1, retryDelays: ['200ms', '300ms', '1500ms'] },
    }),
  ],
})
class ImpatientNotifications {}

export interface Listed {
  id: string;
  kind: string;
  status: string;
}

/** The notifications service, which puts mails into a folder, the others beside it, and a look at what they are told. */
export class NotificationsUnderTest {
  private constructor(
    readonly service: StartedService,
    readonly others: OtherServices,
    readonly mailbox: Mailbox,
  ) {}

  static async start(): Promise<NotificationsUnderTest> {
    const namespace = testNamespace();
    const mailbox = await Mailbox.create();
    const env = { MAIL_FOLDER: mailbox.folder, MAIL_LOOK_EVERY_MS: '200', MAIL_RETRY_AFTER_MS: '50' };
    const service = await startService(ImpatientNotifications, {
      name: 'notifications',
      migrations,
      namespace,
      env,
    });
    await untilReady(service);
    return new NotificationsUnderTest(service, new OtherServices(namespace), mailbox);
  }

  async stop(): Promise<void> {
    await this.others.stop();
    await this.service.stop();
    await this.mailbox.remove();
  }

  /** Has users say that there is this one, and waits until that is known here. */
  async introduce(user: Customer): Promise<void> {
    await this.others.say(created(user));
    await this.untilKnown(user);
  }

  async untilKnown(user: Customer): Promise<void> {
    const sql = 'select 1 from known_users where id = $1 and email = $2';
    await eventually('the user to be known', async () => {
      return (await this.service.query(sql, [user.userId, user.email])).length > 0;
    });
  }

  async listOf(userId: string): Promise<Listed[]> {
    return (await this.service.get(`/notifications?userId=${userId}`)).body.notifications as Listed[];
  }

  /** Waits for it. */
  mailAbout(address: string, text: string): Promise<Mail> {
    return eventually(`a mail to ${address} about ${text}`, async () =>
      (await this.mailbox.to(address)).find(
        (mail) => mail.text.includes(text) || mail.headers.get('subject')?.includes(text),
      ),
    ) as Promise<Mail>;
  }

  /** Waits until a message of this consumer is parked whose error says all of these. */
  async untilParked(consumer: string, ...words: string[]): Promise<void> {
    await eventually(`a message of ${consumer} to be parked`, async () => {
      const rows = await this.service.query<{ error_message: string }>(
        'select error_message from eventing.dead_letters where consumer = $1',
        [consumer],
      );
      return rows.some(({ error_message: message }) => words.every((word) => message.includes(word)));
    });
  }
}
