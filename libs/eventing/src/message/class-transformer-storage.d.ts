/**
 * Where class-transformer keeps what was decorated, as far as `instance.ts` reads it. The package has no declaration for this
 * file of its own; class-validator-jsonschema reads the same.
 */
declare module 'class-transformer/cjs/storage' {
  type Class = new () => object;

  export interface TypeMetadata {
    propertyName: string;
    typeFunction?: (...given: unknown[]) => unknown;
    options?: { discriminator?: unknown };
    reflectedType?: unknown;
  }

  export const defaultMetadataStorage: {
    _typeMetadatas: Map<Class, Map<string, TypeMetadata>>;
    _transformMetadatas: Map<Class, unknown>;
    _exposeMetadatas: Map<Class, unknown>;
    _excludeMetadatas: Map<Class, unknown>;
  };
}
