/** One thing that was looked at, and how it is. */
export interface Finding {
  /** What was looked at: `database`, `queues`. */
  check: string;
  /** `unknown`: it could not be looked at, because something else is away. */
  verdict: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, for people. */
  finding: string;
  /** What to do about it; absent where nothing is to be done. */
  advice?: string;
}

export const ok = (check: string, finding: string): Finding => ({ check, verdict: 'ok', finding });

export const warning = (check: string, finding: string, advice: string): Finding => ({
  ...{ check, verdict: 'warning', finding, advice },
});

export const problem = (check: string, finding: string, advice: string): Finding => ({
  ...{ check, verdict: 'problem', finding, advice },
});

export const unknown = (check: string, finding: string): Finding => ({ check, verdict: 'unknown', finding });
