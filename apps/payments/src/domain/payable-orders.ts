import type { MessageContext } from '@warren/eventing';
import type { PayableOrder, Step } from './payable-order';

/** One go at an order: it is over when the provider has been asked for all that is next, or did not answer. */
export interface Turn {
  readonly orderId: string;
  /** Counts the turns of the order. Who has one that is not the last is not the one who goes on with it. */
  readonly number: string;
  /** How many turns have got no answer since the order had something to do. */
  readonly tries: number;
  /** What set it off: events that come of it carry that on. */
  readonly context: MessageContext;
}

/** Where the orders and their payments are kept. */
export abstract class PayableOrders {
  /**
   * Changes an order, which becomes known with this, as part of the current unit of work, and gives it a turn as soon as
   * that is committed, if the change leaves something to ask the provider for. Nobody else changes the order meanwhile.
   */
  abstract change(orderId: string, work: (order: PayableOrder) => void): Promise<void>;

  /** What is to be asked of the provider in this turn; undefined when somebody else goes on, or nothing is left. */
  abstract nextStep(turn: Turn): Promise<Step | undefined>;

  /**
   * Writes what the provider answered, in a transaction of its own: when the promise is fulfilled, the change and its events
   * are committed. `work` cannot wait for anything, so that no call of the provider is ever made under the lock. What was
   * answered is written whoever's turn it is by now.
   *
   * @returns what is next in this turn, as `nextStep`.
   */
  abstract answer(turn: Turn, work: (order: PayableOrder) => void): Promise<Step | undefined>;
}
