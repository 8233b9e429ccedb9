/** Protocol, user, hosts, and the rest. A password may hold commas and even an `@`: the hosts begin behind the last one. */
const SHAPE = /^(amqps?:\/\/)([^/?#]*@)?([^/?#@]*)(.*)$/s;
const WHOLE_ADDRESSES = /,\s*amqps?:\/\//;
const OF_A_CLUSTER = 'amqp://user:password@host-0:5672,host-1:5672,host-2:5672/vhost';

/**
 * The address of each node, of a text that may name several: `amqp://user:password@a:5672,b:5672/vhost`. Who logs in, and where to, is
 * the same everywhere. What is no such text comes back as it is.
 */
export function brokerAddresses(text: string): readonly [string, ...string[]] {
  const [, protocol = '', user = '', hosts, rest = ''] = SHAPE.exec(text) ?? [];
  if (hosts === undefined) return [text];
  const [first = '', ...others] = hosts.split(',').map((host) => `${protocol}${user}${host.trim()}${rest}`);
  return [first, ...others];
}

/** What is wrong with the broker's address, as the end of a sentence; undefined when it is right. It never repeats the address. */
export function brokerAddressProblem(text: string): string | undefined {
  if (WHOLE_ADDRESSES.test(text))
    return `must name protocol, user and virtual host once, and of a cluster all hosts between them, like ${OF_A_CLUSTER}`;
  const addresses = brokerAddresses(text);
  if (addresses.every(isAddress)) return undefined;
  return addresses.length > 1
    ? `must have a host, with its port, before and after each comma, like ${OF_A_CLUSTER}`
    : 'must be an address like amqp://… or amqps://…';
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return ['amqp:', 'amqps:'].includes(protocol) && hostname !== '';
}

/** Host and port, without who logs in there: for logs. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'an address that is no URL';
}

/**
 * The nodes of a cluster in turn: each attempt goes to the one after the last, for that one is away, or has just been lost. Where the
 * first goes is left to chance, so that connections spread over the nodes.
 */
export class AddressRotation {
  private position: number;

  constructor(
    readonly all: readonly [string, ...string[]],
    random: () => number = Math.random,
  ) {
    this.position = Math.floor(random() * all.length);
  }

  next(): string {
    const address = this.all[this.position % this.all.length] ?? this.all[0];
    this.position += 1;
    return address;
  }
}
