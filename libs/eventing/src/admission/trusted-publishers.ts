import type { BrokerNames } from '../broker/names';
import type { EventEnvelope } from '../message/envelope';
import { UntrustedPublisherError } from '../message/errors';

/**
 * By which of the broker's users a service's events may have been published. `any`: by anybody, where all services share one
 * user. Otherwise by the user that is named like the service, except for the services given here with theirs.
 */
export type TrustSetting = 'any' | Readonly<Record<string, string>>;

/**
 * Knows who may say what. The broker refuses a `user_id` that is not the connection's own, so that name is worth something; what
 * a message says of itself is not. This service's own user is believed: what it sends to itself it has checked, or a person has
 * looked at it.
 */
export class TrustedPublishers {
  constructor(
    private readonly setting: TrustSetting,
    private readonly ownUser: string,
    private readonly names: Pick<BrokerNames, 'user'>,
  ) {}

  /**
   * @param userId the broker's user who published it; undefined when it does not say
   * @throws UntrustedPublisherError when that one may not publish events of this type, or of this source.
   */
  expect(userId: string | undefined, { type, source }: Pick<EventEnvelope, 'type' | 'source'>): void {
    if (this.setting === 'any' || userId === this.ownUser) return;
    const service = type.slice(0, type.indexOf('.'));
    const user = userOf(service, this.setting, this.names);
    const isOfService = source === `/${service}` || source.startsWith(`/${service}/`);
    if (userId === user && isOfService) return;
    throw new UntrustedPublisherError(tell(type, source, userId, user));
  }
}

/** The broker's user of a service. */
export function userOf(
  service: string,
  setting: Exclude<TrustSetting, 'any'>,
  names: Pick<BrokerNames, 'user'>,
): string {
  return Object.hasOwn(setting, service) ? (setting[service] as string) : names.user(service);
}

function tell(type: string, source: string, userId: string | undefined, user: string): string {
  const who =
    userId === undefined
      ? 'The broker does not say who published it (it has no user_id)'
      : `The user "${userId}" of the broker published it`;
  return (
    `${who}; it claims to be ${type} of ${source}, which only "${user}" may publish. Nothing of it was believed. If that user is ` +
    "right, name it in TRUSTED_PUBLISHERS; sent round again by a person, it counts as this service's own."
  );
}
