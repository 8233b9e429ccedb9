import { Inject, Injectable } from '@nestjs/common';
import { MessageDoor } from '../admission/message-door';
import { BROKER, type Broker } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { DeadLetters } from '../dead-letters/dead-letters';
import { Parking } from '../dead-letters/parking';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { Inbox } from '../inbox/inbox';
import { PersonalReader } from '../personal-data/personal-reader';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import type { ConsumptionBreaker } from './breaker/consumption-breaker';
import { HandBack } from './breaker/hand-back';
import { ConnectionShare } from './connection-share';
import { DatabaseWatch } from './database-watch';
import type { HandlerDefinition } from './handler-definition';
import { checkAtTheDoor } from './pipeline/check-at-the-door';
import { delayedRetry } from './pipeline/delayed-retry';
import { pipelineOf, type Handling } from './pipeline/handling';
import { immediateRetries } from './pipeline/immediate-retries';
import { invokeHandler } from './pipeline/invoke-handler';
import { measureTries } from './pipeline/measure-tries';
import { messageContext } from './pipeline/message-context';
import { noteFailedTries } from './pipeline/note-failed-tries';
import { noticeReusedIds } from './pipeline/notice-reused-ids';
import { onceInATransaction } from './pipeline/once-in-a-transaction';
import { parkOnFailure } from './pipeline/park-on-failure';
import { openPersonalData, putBackWithoutKey, waitForKeys } from './pipeline/personal-data';
import { pauseWhenAllFails } from './pipeline/pause-when-all-fails';
import { processSpan } from './pipeline/process-span';
import { readAsNewerVersion } from './pipeline/read-as-newer-version';
import { waitForDatabase } from './pipeline/wait-for-database';

/** What happens to a message between its queue and the handler's method, from the outside in. */
@Injectable()
export class HandlerPipeline {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    private readonly names: BrokerNames,
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: Inbox,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetters,
    private readonly database: DatabaseWatch,
    private readonly connections: ConnectionShare,
    private readonly personal: PersonalReader,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'personalData'>,
    /** Whom its messages are from, and how large they may be. */
    readonly door: MessageDoor,
  ) {}

  /** A pipeline for one handler. When it resolves, the message is dealt with: handled, sent to a retry queue, put back into its queue, or parked. */
  create(
    handler: Pick<HandlerDefinition, 'queue' | 'retryDelays'>,
    breaker?: ConsumptionBreaker,
  ): (handling: Handling) => Promise<void> {
    const handBack = new HandBack(this.broker, this.names, handler.queue, handler.retryDelays);
    return pipelineOf([
      processSpan(),
      messageContext(),
      parkOnFailure(this.parking),
      delayedRetry(this.broker, this.names),
      putBackWithoutKey(handBack, this.options.personalData.patienceMs),
      ...(breaker ? [pauseWhenAllFails(breaker, handBack)] : []),
      immediateRetries(),
      noteFailedTries(),
      waitForDatabase(this.database),
      waitForKeys(this.personal),
      checkAtTheDoor(),
      (_handling, next) => this.connections.use(next),
      noticeReusedIds(this.deadLetters),
      measureTries(),
      onceInATransaction(this.unitOfWork, this.inbox),
      openPersonalData(this.personal, this.unitOfWork),
      readAsNewerVersion(),
      invokeHandler(),
    ]);
  }
}
