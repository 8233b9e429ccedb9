const UNITS: Record<string, number> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity of memory, as Kubernetes writes it: `512Mi`. */
export function bytes(quantity: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = UNITS[unit];
  if (number === undefined || factor === undefined)
    throw new Error(`"${quantity}" is no quantity of memory.`);
  return Number(number) * factor;
}

/** A quantity of CPU: `100m` is a tenth of a core. */
export function cores(quantity: string): number {
  const [, number, thousandths] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity) ?? [];
  if (number === undefined) throw new Error(`"${quantity}" is no quantity of cpu.`);
  return Number(number) / (thousandths ? 1_000 : 1);
}
