import { type INestApplicationContext } from '@nestjs/common';
import type { EventEnvelope } from '../message/envelope';
import { findContract } from '../message/integration-event';
import { KeyTable } from '../personal-data/keys/key-table';
import { Sealed } from '../personal-data/opening';
import { UnitOfWork } from '../unit-of-work/unit-of-work';

/**
 * Events as those who get them read them: personal fields, which travel as ciphertext, decrypted with the keys that a service
 * has, or `(forgotten)`.
 *
 * @param app the service that has published them, or one that has heard of their persons
 * @example const [created] = await readable(users.app, await told(id));
 */
export async function readable<E extends EventEnvelope>(
  app: INestApplicationContext,
  envelopes: readonly E[],
): Promise<E[]> {
  const unitOfWork = app.get(UnitOfWork, { strict: false });
  const keys = app.get(KeyTable, { strict: false });
  const sealed = envelopes.map((envelope) => {
    const contract = findContract(envelope.type);
    return contract && Sealed.in(contract, envelope);
  });
  const persons = sealed.flatMap((one) => one?.persons ?? []);
  const ring = await unitOfWork.run(() => keys.read(unitOfWork.manager, persons));
  return envelopes.map((envelope, index) => {
    const one = sealed[index];
    return one && one.missingFrom(ring).length === 0 ? { ...envelope, data: one.open(ring) } : envelope;
  });
}
