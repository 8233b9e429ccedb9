/** Exchanges, queues and bindings as plain data: what a service needs on the broker. */
export interface Topology {
  exchanges: ExchangeDeclaration[];
  queues: QueueDeclaration[];
  bindings: BindingDeclaration[];
}

export interface ExchangeDeclaration {
  name: string;
  type: 'topic' | 'fanout' | 'direct';
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
