/** Says on the terminal what is not tested here, and why; the name of a skipped test is seen by few. */
export function skipped(file: string, why: string): void {
  process.stderr.write(`k8s/test/${file} is skipped: ${why}.\n`);
}
