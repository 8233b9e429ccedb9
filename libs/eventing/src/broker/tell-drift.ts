import type { Drift } from './broker';

/** What is done about an exchange that differs. */
export const REPLACE_EXCHANGE = 'An exchange holds no messages: stop who uses it, delete it, and start them.';

/** What is not as declared, what that means, and what to do about it. */
export function tellDrift({ problem, kind, name, detail }: Drift): string {
  if (problem === 'missing')
    return (
      `The ${kind} "${name}" of another service does not exist yet, and this one may not declare it: ${detail}. What is published there ` +
      'before this service is bound to it does not reach it. Import docker/rabbitmq/definitions.json, which has all exchanges, or start ' +
      'the other service; it is looked for again every few seconds.'
    );
  return problem === 'differs'
    ? `The ${kind} "${name}" exists with other settings than this version declares: ${detail}. It is used as it is. ` +
        whatToDo(kind)
    : `The broker refuses to declare the ${kind} "${name}", or to bind it: ${detail}. If it exists, it is used as it is; ` +
        "if not, its messages have no place. Mostly a right is missing: the service's user needs configure, write and " +
        'read on its own names, and to bind, read on the exchanges of the services it listens to. Nothing has to be ' +
        'deleted; it is tried again by itself.';
}

/** Only a queue holds messages, which must not be lost with it. */
function whatToDo(kind: Drift['kind']): string {
  return kind === 'queue'
    ? '`topology plan` shows what would change, and `topology apply` makes it anew without losing a message.'
    : REPLACE_EXCHANGE;
}
