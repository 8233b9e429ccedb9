import { halve, heldOnly, streamsOf, type Batch } from './batch';
import { BatchRefusedError, refusalOf } from './failures';

/** Runs one transaction; resolves to the streams that it left unfinished. */
export type RunBatch = (batch: Batch) => Promise<string[]>;

/**
 * Applies a batch and whatever it sets free, in as many transactions as it takes. When the table refuses something, the
 * batch is halved by streams until the poisoned one stands alone, and then that one is applied event by event until the
 * poisoned event does. Only that event is parked.
 */
export async function applyAll(batch: Batch, run: RunBatch): Promise<void> {
  let rest = batch;
  for (;;) {
    try {
      const unfinished = await run(rest);
      if (unfinished.length === 0) return;
      rest = heldOnly(unfinished);
    } catch (error) {
      if (!(error instanceof BatchRefusedError)) throw error;
      return applyInParts(rest, run, error);
    }
  }
}

async function applyInParts(batch: Batch, run: RunBatch, error: unknown): Promise<void> {
  const parts = halve(batch);
  if (parts) {
    for (const part of parts) await applyAll(part, run);
  } else if (streamsOf(batch).length === 1) {
    await applyOneByOne(batch, run);
  } else {
    throw error;
  }
}

/** One stream: fewer events at a time after a refusal, more after a success, and the one that is refused alone is parked. */
async function applyOneByOne(batch: Batch, run: RunBatch): Promise<void> {
  const streams = streamsOf(batch);
  let rest: Batch = { ...batch, limit: 1 };
  for (;;) {
    try {
      const unfinished = await run(rest);
      if (unfinished.length === 0) return;
      rest = heldOnly(streams, rest.limit * 2);
    } catch (error) {
      if (!(error instanceof BatchRefusedError)) throw error;
      rest = afterRefusal(rest, error);
    }
  }
}

function afterRefusal(batch: Batch, error: BatchRefusedError): Batch {
  if (batch.limit > 1) return { ...batch, limit: batch.limit >> 1 };
  const [culprit] = error.due;
  if (!culprit || batch.condemned?.sequence === culprit.sequence) throw error;
  return { ...batch, condemned: { sequence: culprit.sequence, error: refusalOf(error.refusal) } };
}
