const VARIABLES = Symbol('warren:variables');

/** What is known of an environment variable beside its rules. */
export interface VariableOptions {
  /** A value that works, shown where the variable is missing or wrong. */
  example: string;
  /** Its value never appears in a message: it may hold a password. */
  secret?: boolean;
}

/**
 * Declares a property as an environment variable of the same name; class-validator's decorators beside it are its rules.
 *
 * @example
 * ```ts
 * @Variable({ example: '10' }) @Type(() => Number) @IsInt({ message: 'must be a whole number' })
 * readonly DATABASE_POOL_SIZE!: number;
 * ```
 */
export function Variable(options: VariableOptions): PropertyDecorator {
  return (target, name) => {
    const declared = variablesOf(target.constructor);
    Reflect.defineMetadata(VARIABLES, { ...declared, [name]: options }, target.constructor);
  };
}

export function variablesOf(environmentClass: object): Record<string, VariableOptions> {
  return (Reflect.getMetadata(VARIABLES, environmentClass) as Record<string, VariableOptions>) ?? {};
}
