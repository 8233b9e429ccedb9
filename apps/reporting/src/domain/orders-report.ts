import type { Day } from './day';

/** How many orders came to what, of those placed on a day. */
export interface Outcomes {
  placed: number;
  confirmed: number;
  rejected: number;
  cancelled: number;
  open: number;
}

export interface Conversion extends Outcomes {
  /** Confirmed of placed, from 0 to 1; null when none was placed. */
  conversionRate: number | null;
}

export interface OrdersReport {
  days: (Conversion & { day: Day })[];
  totals: Conversion;
  cancellations: { cause: string; count: number }[];
  /** The most frequent ones, and what is left of the rejections. */
  rejections: { reasons: { reason: string; count: number }[]; others: number };
}

/** What the database counts. */
export interface CountedOrders {
  outcomes: (Outcomes & { day: Day })[];
  causes: { cause: string; count: number }[];
  /** The most frequent ones: nobody knows how many there are. */
  reasons: { reason: string; count: number }[];
}

const NONE: Outcomes = { placed: 0, confirmed: 0, rejected: 0, cancelled: 0, open: 0 };

export function ordersReport({ outcomes, causes, reasons }: CountedOrders): OrdersReport {
  const totals = converted(outcomes.reduce(plus, NONE));
  const explained = reasons.reduce((sum, { count }) => sum + count, 0);
  return {
    days: outcomes.map((day) => ({ ...day, ...converted(day) })),
    totals,
    cancellations: causes,
    rejections: { reasons, others: totals.rejected - explained },
  };
}

function plus(one: Outcomes, other: Outcomes): Outcomes {
  return {
    placed: one.placed + other.placed,
    confirmed: one.confirmed + other.confirmed,
    rejected: one.rejected + other.rejected,
    cancelled: one.cancelled + other.cancelled,
    open: one.open + other.open,
  };
}

function converted(outcomes: Outcomes): Conversion {
  const { placed, confirmed } = outcomes;
  return {
    ...outcomes,
    conversionRate: placed === 0 ? null : Math.round((confirmed / placed) * 10_000) / 10_000,
  };
}
