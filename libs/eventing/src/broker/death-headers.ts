const LEFT_BY_THE_BROKER = /^x-(death$|first-death-|last-death-|delivery-count$|acquired-count$)/;

/**
 * A message's headers without what the broker wrote into them about earlier deliveries and deaths. Whoever publishes a
 * message again uses this: with the old `x-death` in it, a message that once hit its queue's delivery limit would
 * vanish silently at its next delayed try, because the broker takes it for one that goes round in circles.
 */
export function withoutDeathHeaders(headers: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !LEFT_BY_THE_BROKER.test(name)));
}
