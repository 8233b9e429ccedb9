/**
 * A sum, in decimal digits. It may be larger than 2^53, where a number in JavaScript, and in what most programs make of JSON,
 * begins to be wrong: nobody's sums have to stop there.
 */
export type Sum = string;

/** The sum of sums, exactly. */
export function sumOf(sums: Iterable<Sum>): Sum {
  let total = 0n;
  for (const sum of sums) total += BigInt(sum);
  return String(total);
}
