const PATHS = /^\/(health|metrics|docs|docs-json)(\/|$)/;

/** Probes, scrapes and the API's description: neither logged nor traced, they would hide what matters. */
export function isAskedByMachines(path: string): boolean {
  return PATHS.test(path);
}
