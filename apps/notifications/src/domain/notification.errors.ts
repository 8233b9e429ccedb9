export class NotificationNotFound extends Error {
  constructor(id: string) {
    super(`There is no notification ${id}.`);
  }
}

export class NotificationNotResendable extends Error {
  constructor(id: string, status: string) {
    super(
      `Notification ${id} is ${status}: only one that failed or is uncertain can be sent again by hand. ` +
        'What is pending is sent by itself.',
    );
  }
}

/** Not permanent: the event that tells of the user may still be on its way. */
export class UnknownRecipient extends Error {
  constructor(userId: string) {
    super(
      `No event has told of user ${userId} yet, so there is no address to write to. It is tried again later; when the user ` +
        'stays unknown, look whether the users service has them and whether its events arrive, then send the event round again.',
    );
  }
}
