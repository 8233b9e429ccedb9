import type { Shop } from './shop';

/** What a charge can be at the provider when the payment has ended so here. A request that came too late was never sent. */
const AGREES: Record<string, (string | null)[]> = {
  captured: ['captured'],
  settled: ['captured'],
  refunded: ['refunded'],
  failed: ['declined', 'voided', null],
};

interface Line {
  reference: string;
  payment: string | null;
  charge: string | null;
  amounts: string;
}

/** Each payment beside the provider's charge for it, those without the other included. */
const SIDE_BY_SIDE = `
  select coalesce(p.id, c.reference) as reference, p.status as payment, c.status as charge,
         concat_ws(' and ', p.amount || ' ' || p.currency, c.amount || ' ' || c.currency) as amounts
    from payments p full join simulated_provider.charges c on c.reference = p.id`;

/**
 * Where the books of the shop and of the provider differ, a line each: a charge without a payment, money taken for a payment
 * that failed, kept for one that was refunded, of another amount. For when there is nothing left to do.
 */
export async function chargesThatDisagree(shop: Shop): Promise<string[]> {
  const lines = await shop.rows<Line>('payments', SIDE_BY_SIDE);
  return lines
    .filter(({ payment, charge, amounts }) => {
      const [here, there] = amounts.split(' and ');
      return !AGREES[payment ?? '']?.includes(charge) || (there !== undefined && here !== there);
    })
    .map(
      ({ reference, payment, charge, amounts }) =>
        `${reference}: ${payment} here, ${charge} there (${amounts})`,
    );
}

/** What the provider has taken and given back, in minor units. */
export async function takenByProvider(shop: Shop): Promise<{ captured: number; refunded: number }> {
  const [row] = await shop.rows<{ captured: string; refunded: string }>(
    'payments',
    `select coalesce(sum(amount) filter (where captured_at is not null), 0) as captured,
            coalesce(sum(amount) filter (where refunded_at is not null), 0) as refunded from simulated_provider.charges`,
  );
  return { captured: Number(row?.captured), refunded: Number(row?.refunded) };
}
