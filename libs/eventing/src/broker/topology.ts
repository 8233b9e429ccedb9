/** Exchanges, queues and bindings as plain data: what a service needs on the broker. */
export interface Topology {
  exchanges: ExchangeDeclaration[];
  queues: QueueDeclaration[];
  bindings: BindingDeclaration[];
}

export interface ExchangeDeclaration {
  name: string;
  type: 'topic' | 'fanout' | 'direct';
  /** Vanishes with its last binding. Default false. */
  autoDelete?: boolean;
  /** Where it sends what it finds no queue for. Default: nowhere; a publisher is told that it is unroutable. */
  alternate?: string;
  /** It belongs to another service, which this one listens to: it is looked for, and declared only where that is allowed. */
  isForeign?: boolean;
}

export interface QueueDeclaration {
  name: string;
  /** The broker's own argument names; always a quorum queue. */
  arguments: Record<string, string | number>;
}

export interface BindingDeclaration {
  queue: string;
  exchange: string;
  routingKey: string;
}
