import { startPrivateRabbitMqCluster } from '../../../../../tools/servers';

export type Cluster = Awaited<ReturnType<typeof startPrivateRabbitMqCluster>>;
export type Node = Cluster['nodes'][number];

/** What a node knows of a queue. */
export interface QueueSight {
  name: string;
  /** Names of nodes. */
  leader: string;
  members: string[];
}

/** From the node's own tables. `list_queues` asks every member of every queue, and waits for the dead. */
const SIGHTS = `
  [{binary_to_atom(N), element(2, amqqueue:get_pid(Q)), maps:get(nodes, amqqueue:get_type_state(Q))}
   || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) == rabbit_quorum_queue, {resource, _, _, N} <- [amqqueue:get_name(Q)]].`;
const SIGHT = /\{'([^']+)',\s*'([^']+)',\s*\[([^\]]*)\]\}/g;

/** Three nodes of RabbitMQ, of which two are enough; and what a person at the keyboard would ask them. */
export class ClusterOfThree {
  private constructor(private readonly cluster: Cluster) {}

  static async start(): Promise<ClusterOfThree> {
    return new ClusterOfThree(await startPrivateRabbitMqCluster({ nodes: 3 }));
  }

  get url(): string {
    return this.cluster.url;
  }

  get nodes(): readonly Node[] {
    return this.cluster.nodes;
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  /** The quorum queues, as one of the nodes sees them. */
  async queues(node: Node): Promise<QueueSight[]> {
    const text = await node.rabbitmqctl('eval', SIGHTS);
    return [...text.matchAll(SIGHT)].map(([, name = '', leader = '', members = '']) => ({
      ...{ name, leader },
      members: members.split(',').map((member) => member.trim().replaceAll("'", '')),
    }));
  }

  /** How many messages each queue has; asked while all nodes are there. */
  async lengths(): Promise<Map<string, number>> {
    const text = await this.first.rabbitmqctl('--silent', 'list_queues', 'name', 'messages');
    const lines = text.trim().split('\n');
    return new Map(lines.map((line) => line.split('\t')).map(([name = '', count]) => [name, Number(count)]));
  }

  get first(): Node {
    return this.named(this.cluster.nodes[0]?.name ?? '');
  }

  named(name: string): Node {
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (!node) throw new Error(`There is no node ${name}.`);
    return node;
  }

  others(than: Node): Node[] {
    return this.nodes.filter((node) => node !== than);
  }

  /** As RabbitMQ's own guide to upgrades wants it: first every queue has a member more than it needs. */
  async stopAndStart(node: Node): Promise<void> {
    await node.rabbitmqUpgrade('await_online_quorum_plus_one', '--timeout', '60');
    await node.restart();
  }
}
