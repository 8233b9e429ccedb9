import { Type } from 'class-transformer';
import { IsEmail, IsInt, IsOptional, IsUrl, Max, Min } from 'class-validator';
import { ServiceConfig, Variable } from '@warren/platform';

const ADDRESS = { message: 'must be the address of a mailbox' };
const MILLISECONDS = { message: 'must be a whole number of milliseconds' };
const HOUR_MS = 3_600_000;

/** What only this service is told by its environment. */
export class NotificationsConfig extends ServiceConfig {
  /** Without it, mails are put into {@link MAIL_FOLDER}. */
  @Variable({ example: 'smtps://user:password@mail.example.com:465', secret: true })
  @IsOptional()
  @IsUrl(
    { protocols: ['smtp', 'smtps'], require_protocol: true, require_tld: false },
    { message: 'must be an address like smtp://… or smtps://…' },
  )
  readonly SMTP_URL?: string;

  /** A Maildir; one that is not absolute begins at the working directory. */
  @Variable({ example: '.warren/mail' })
  readonly MAIL_FOLDER: string = '.warren/mail';

  /** Whom mails are from. */
  @Variable({ example: 'shop@example.com' })
  @IsEmail({}, ADDRESS)
  readonly MAIL_FROM: string = 'shop@warren.example';

  /** Who is told of stock that runs low. */
  @Variable({ example: 'warehouse@example.com' })
  @IsEmail({}, ADDRESS)
  readonly WAREHOUSE_EMAIL: string = 'warehouse@warren.example';

  /** Who is told of suspicious payments. */
  @Variable({ example: 'fraud-desk@example.com' })
  @IsEmail({}, ADDRESS)
  readonly FRAUD_DESK_EMAIL: string = 'fraud-desk@warren.example';

  /** The wait after the first try that failed; each further one doubles it, up to 15 minutes. */
  @Variable({ example: '5000' })
  @Type(() => Number)
  @IsInt(MILLISECONDS)
  @Min(10, { message: 'must be at least 10 (milliseconds)' })
  @Max(HOUR_MS, { message: 'must be at most 3600000 (milliseconds)' })
  readonly MAIL_RETRY_AFTER_MS: number = 5_000;

  /** How often it looks for what is due without having been woken: retries, and what another replica left. */
  @Variable({ example: '5000' })
  @Type(() => Number)
  @IsInt(MILLISECONDS)
  @Min(10, { message: 'must be at least 10 (milliseconds)' })
  @Max(HOUR_MS, { message: 'must be at most 3600000 (milliseconds)' })
  readonly MAIL_LOOK_EVERY_MS: number = 5_000;
}
