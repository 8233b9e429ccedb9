const SECRETS = Symbol('warren:secrets');

/**
 * Marks a property whose value must not be read in any log: of a contract, of a request, of whatever else may come to be
 * logged. Logs show `***` for it.
 *
 * @example
 * ```ts
 * @Secret() @IsString() readonly token!: string;
 * ```
 */
export function Secret(): PropertyDecorator {
  return (target, name) => {
    const marked = secretsOf(target.constructor);
    Reflect.defineMetadata(SECRETS, new Set([...marked, String(name)]), target.constructor);
  };
}

/** The names of the properties of a class that are marked so, those of the classes it extends included. */
export function secretsOf(ofClass: object): ReadonlySet<string> {
  return (Reflect.getMetadata(SECRETS, ofClass) as ReadonlySet<string> | undefined) ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();
