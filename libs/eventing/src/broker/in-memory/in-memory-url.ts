/** The `url` that asks for the broker inside the process. */
export const IN_MEMORY = 'in-memory';
