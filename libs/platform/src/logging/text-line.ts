/** A line as the logger writes it with LOG_FORMAT=json, parsed. */
export interface LogLine {
  level: string;
  time: string;
  service: string;
  message: string;
  context?: string;
  stack?: string;
  details?: unknown;
  [id: string]: unknown;
}

const COLOURS: Record<string, number> = { fatal: 35, error: 31, warn: 33, info: 32, debug: 36, trace: 90 };

/** By which a person looks for more; the others would only make the line longer. */
const SHOWN_IDS = ['trace_id', 'correlation_id', 'event_id', 'handler'];

/**
 * The same for a terminal: `14:02:07.318 orders WARN [Relay] …`, ids behind it, the stack below.
 *
 * @param colours whether it may be coloured
 */
export function textLine(line: LogLine, colours: boolean): string {
  const paint = (code: number | undefined, text: string) =>
    colours && code !== undefined ? `\u001b[${code}m${text}\u001b[39m` : text;
  const { level, time, service, context, message, stack, details } = line;
  const ids = SHOWN_IDS.flatMap((name) => (line[name] === undefined ? [] : `${name}=${String(line[name])}`));
  const head = [
    time.slice(11, 23),
    service,
    paint(COLOURS[level], level.toUpperCase()),
    ...(context === undefined ? [] : [paint(33, `[${context}]`)]),
    message,
    ...(details === undefined ? [] : [JSON.stringify(details)]),
    ...(ids.length > 0 ? [paint(90, `(${ids.join(' ')})`)] : []),
  ].join(' ');
  return `${stack === undefined ? head : `${head}\n${stack}`}\n`;
}
