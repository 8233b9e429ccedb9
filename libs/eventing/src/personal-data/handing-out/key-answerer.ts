import { Inject, Injectable } from '@nestjs/common';
import { MessageDoor } from '../../admission/message-door';
import { BROKER, type Broker, type IncomingMessage } from '../../broker/broker';
import { BrokerNames, PERSONAL_KEYS } from '../../broker/names';
import type { ConsumerDefinition } from '../../handlers/consumer';
import { QueueConsumer, type Work } from '../../handlers/queue-consumer';
import { RareLog } from '../../outbox/rare-log';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { KeyRing } from '../keys/key-ring';
import { KeyTable } from '../keys/key-table';
import { readQuestion, type KeyAnswer, type KeyQuestion } from './key-question';
import { sealAnswer } from './sealed-answer';

interface Desk extends Work {
  message: IncomingMessage;
}

/**
 * Hands out this service's keys of persons to services that read its events. What it cannot answer it drops: who asked asks
 * again, and nothing of it may be parked or tried later.
 */
@Injectable()
export class KeyAnswerer extends QueueConsumer<Desk> {
  readonly definition: ConsumerDefinition = {
    name: PERSONAL_KEYS,
    kind: 'keys',
    subscriptions: [],
    retryDelays: [],
  };
  protected readonly prefetch = 4;
  private readonly troubles = new RareLog(this.logger);
  private readonly answering: Pick<Broker, 'publish'>;

  constructor(
    @Inject(BROKER) broker: Broker,
    private readonly names: BrokerNames,
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: KeyTable,
    private readonly door: MessageDoor,
  ) {
    super(broker);
    this.answering = broker;
  }

  protected get queue(): string {
    return this.names.queue(PERSONAL_KEYS);
  }

  protected begin(message: IncomingMessage): Desk {
    return { message, heldBecause: undefined };
  }

  protected async finish({ message }: Desk): Promise<void> {
    try {
      const question = readQuestion(message, this.door);
      const { replyTo, correlationId } = message.properties;
      if (!replyTo) return;
      const answer = await this.answerTo(question);
      await this.answering.publish({
        exchange: this.names.answersExchange(question.asker),
        routingKey: replyTo,
        body: Buffer.from(JSON.stringify(answer)),
        properties: { correlationId, appId: this.names.service, contentType: 'application/json' },
      });
    } catch (error) {
      this.troubles.say(`Keys of persons were asked for, and could not be handed out: ${String(error)}`);
    }
  }

  private async answerTo({ id, asker, publicKey, subjects }: KeyQuestion) {
    const owner = this.names.service;
    const persons = subjects.map((subject) => ({ owner, subject }));
    const ring = await this.unitOfWork.run(() => this.keys.read(this.unitOfWork.manager, persons));
    const answers = subjects.map((subject) => answerFor(ring, owner, subject));
    return sealAnswer(JSON.stringify(answers), publicKey, { asker, owner, id });
  }
}

function answerFor(ring: KeyRing, owner: string, subject: string): KeyAnswer {
  const person = { owner, subject };
  if (ring.isForgotten(person)) return { subject, standing: 'forgotten', keys: [] };
  const keys = ring.all(person).map(({ version, key }) => ({ version, key: key.toString('base64url') }));
  return { subject, standing: keys.length > 0 ? 'known' : 'unknown', keys };
}
