import { eventContractOf, type Contract } from '../../message/integration-event';
import { Outbox } from '../../outbox/outbox';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import { contractOfEvent, hasMeta, messageOf, Numbering } from '../published-event';
import type { RunningService } from './running-service';
import type { Scene } from './unfinished';

/** The events that a test publishes itself, in place of those who would. */
export class TestsOwnEvents {
  private readonly numbering = new Numbering();
  private readonly ids = new Set<string>();

  constructor(private readonly scene: Pick<Scene, 'server' | 'services' | 'namesOf'>) {}

  /** Whether the event with this id is one of them. */
  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** See `EventingHarness.publish`. */
  async publish(event: object): Promise<void> {
    const contract = eventContractOf(contractOfEvent(event).eventClass);
    const owner = this.scene.services.find(({ name }) => name === contract.service);
    if (owner) await this.publishBy(owner, event);
    else this.publishAsForeign(contract, event);
  }

  private async publishBy(owner: RunningService, event: object): Promise<void> {
    if (hasMeta(event))
      throw new Error(
        `${owner.name} runs here and publishes its events itself: withMeta is for those of other services.`,
      );
    const publish = async () => owner.get(Outbox).publish(event);
    this.ids.add(await owner.get(UnitOfWork).run(publish));
  }

  private publishAsForeign(contract: Contract, event: object): void {
    const { server, namesOf } = this.scene;
    const address = namesOf(contract.service).addressOf(contract);
    if (!server.isHeard(address))
      throw new Error(
        `Nothing in this harness listens to ${contract.eventClass.name} (${contract.cloudEventType}).`,
      );
    const envelope = this.numbering.envelopeOf(event);
    this.ids.add(envelope.id);
    server.publish({ ...messageOf(envelope), ...address });
  }
}
