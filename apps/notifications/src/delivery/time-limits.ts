/** How long a sending may take as a whole, however often the mail server gives a sign of life meanwhile. */
export const SEND_WITHIN_MS = 60_000;

/**
 * For how long nobody else touches a notification that is being sent: as long again as the sending may take, for the outcome
 * has to be written down, too. Short enough that a died process is noticed.
 */
export const LEASE_MS = 2 * SEND_WITHIN_MS;
