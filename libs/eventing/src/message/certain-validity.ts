import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';

type Class = abstract new (...args: never[]) => object;
type Storage = ReturnType<typeof getMetadataStorage>;
type Metadata = ReturnType<Storage['getTargetValidationMetadatas']>[number];
type Validator = { validate(value: unknown, args: ValidationArguments): unknown };

/** `true`: the rules hold. `false`: they don't, or it cannot tell. */
type Check = (object: object, value: unknown) => boolean;

const compiled = new WeakMap<Class, Map<string, (object: object) => boolean>>();

/**
 * Whether an instance certainly keeps the class-validator rules of its class; `false` means "ask class-validator". Asking
 * it costs ten times as much, most of it for collecting the rules again for each object and for errors that nobody made;
 * here they are collected once. The very same validators decide, called with the same arguments. What is out of the
 * ordinary (promises, sets, maps, validators that answer neither true nor false) is left to class-validator, and so are
 * all explanations.
 */
export function isCertainlyValid(object: object, schema = ''): boolean {
  const type = object.constructor as Class;
  let checks = compiled.get(type);
  if (!checks) compiled.set(type, (checks = new Map<string, (object: object) => boolean>()));
  let check = checks.get(schema);
  if (!check) checks.set(schema, (check = compileClass(type, schema)));
  return check(object);
}

function compileClass(type: Class, schema: string): (object: object) => boolean {
  const storage = getMetadataStorage();
  const rules = storage.getTargetValidationMetadatas(type, schema, false, false);
  const properties = Object.entries(storage.groupByPropertyName(rules)).map(
    ([property, its]) => [property, compileProperty(storage, its)] as const,
  );
  return (object) =>
    properties.every(([property, check]) => check(object, (object as Record<string, unknown>)[property]));
}

function compileProperty(storage: Storage, rules: Metadata[]): Check {
  const ofType = (type: string) => rules.filter((rule) => rule.type === type);
  if (ofType(ValidationTypes.PROMISE_VALIDATION).length > 0) return () => false;
  const conditions = ofType(ValidationTypes.CONDITIONAL_VALIDATION).map(
    (rule) => rule.constraints[0] as Check,
  );
  const values = [...ofType(ValidationTypes.IS_DEFINED), ...ofType(ValidationTypes.CUSTOM_VALIDATION)];
  const checks = values.map((rule) => compileRule(storage, rule));
  const nested = ofType(ValidationTypes.NESTED_VALIDATION).map(nestedCheck);
  return (object, value) =>
    !(value instanceof Promise) &&
    (conditions.some((applies) => !applies(object, value)) ||
      (checks.every((check) => check(object, value)) && nested.every((check) => check(value))));
}

function compileRule(storage: Storage, rule: Metadata): Check {
  const validators = storage
    .getTargetValidatorConstraints(rule.constraintCls)
    .filter((constraint) => !constraint.async)
    .map((constraint) => constraint.instance as Validator);
  const { propertyName: property, constraints, each, validateIf } = rule;
  return (object, value) => {
    if (validateIf && !validateIf(object, value)) return true;
    const args = { targetName: object.constructor.name, property, object, value, constraints };
    const holds = (one: unknown) => validators.every((validator) => validator.validate(one, args) === true);
    if (!each || typeof value !== 'object' || value === null) return holds(value);
    return Array.isArray(value) ? value.every(holds) : !isCollection(value) && holds(value);
  };
}

function nestedCheck(rule: Metadata): (value: unknown) => boolean {
  const schema = typeof rule.target === 'string' ? rule.target : rule.target.name;
  const check = (value: unknown): boolean => {
    if (value === undefined) return true;
    if (Array.isArray(value)) return value.every(check);
    return value instanceof Object && !isCollection(value) && isCertainlyValid(value, schema);
  };
  return check;
}

function isCollection(value: object): boolean {
  return value instanceof Set || value instanceof Map;
}
