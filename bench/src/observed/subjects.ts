/** What is measured with everything watched and with nothing watched. */
export type Subject = 'drain' | 'projection' | 'handler' | 'latency';

export const SUBJECTS: Subject[] = ['drain', 'projection', 'handler', 'latency'];

/** Rows, messages, messages, seconds. */
export const SIZES: Record<'whole' | 'quick', Record<Subject, number>> = {
  whole: { drain: 60_000, projection: 60_000, handler: 20_000, latency: 10 },
  quick: { drain: 10_000, projection: 10_000, handler: 3_000, latency: 3 },
};

/** What a turn tells the process that started it: events per second, or milliseconds for the latency. */
export interface Measured {
  value: number;
}
