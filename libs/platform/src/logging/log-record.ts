import { redact, redactText } from './redaction/redact';
import { errorText } from '@warren/eventing';

/** What somebody has said to the log, without secrets. */
export interface LogRecord {
  context?: string;
  message: string;
  /** Of the error that the line is about: its class, and its stack with its causes. */
  error_name?: string;
  stack?: string;
  /** What was handed over beside it. */
  details?: unknown;
}

/** Whoever sends a message chooses its ids: a line that names them must not become a page. */
const LONGEST_MESSAGE = 4_000;

const STACK = /\n\s+at /;

/**
 * Reads what Nest's `Logger` passes on: a message of any type, then errors, stacks and whatever else, at last the context, when
 * there is one. Never throws.
 */
export function logRecord(message: unknown, params: readonly unknown[]): LogRecord {
  const rest = [...params].filter((param) => param !== undefined);
  const last = rest.at(-1);
  const context = typeof last === 'string' && !STACK.test(last) ? (rest.pop() as string) : undefined;
  const error = [message, ...rest].find((one) => one instanceof Error);
  const stack = error ? errorText(error) : rest.find((one) => typeof one === 'string' && STACK.test(one));
  const details = rest.filter((one) => one !== error && one !== stack);
  return {
    ...(context !== undefined && { context: redactText(context) }),
    ...said(message),
    ...(error && { error_name: error.name }),
    ...(stack !== undefined && { stack: redactText(stack as string) }),
    ...(details.length > 0 && { details: redact(details.length === 1 ? details[0] : details) }),
  };
}

function said(message: unknown): Pick<LogRecord, 'message' | 'details'> {
  if (typeof message === 'string') return { message: bounded(redactText(message)) };
  if (message instanceof Error) return { message: bounded(redactText(message.message || message.name)) };
  const redacted = redact(message);
  return { message: bounded(JSON.stringify(redacted) ?? String(redacted)) };
}

function bounded(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  return `${message.slice(0, LONGEST_MESSAGE)}… (${message.length - LONGEST_MESSAGE} characters more)`;
}
