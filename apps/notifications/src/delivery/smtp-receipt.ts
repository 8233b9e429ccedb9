import type { Receipt } from './postman';

/** What nodemailer tells of a sending that failed. */
export interface SmtpError {
  readonly message: string;
  readonly code?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
}

/**
 * What a failure means for the mail.
 *
 * @param handedOver whether the server had begun to take the content. It may then have taken all of it, and only its answer
 * was lost.
 */
export function receiptFor(error: SmtpError, handedOver: boolean): Receipt {
  const problem = error.message;
  const isAboutTheMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  const isAnswered = error.responseCode !== undefined;
  // 5xx at the greeting or the login is about us: when that is mended, the mail goes.
  if (isAboutTheMail && (error.permanent || !isAnswered)) return { outcome: 'refused', problem };
  if (handedOver && !(isAboutTheMail && isAnswered)) {
    const explained = `The connection broke while the mail server was taking it, so it may have arrived: ${problem}`;
    return { outcome: 'unknown', problem: explained };
  }
  return { outcome: 'later', problem };
}
