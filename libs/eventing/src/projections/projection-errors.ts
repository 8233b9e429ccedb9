import { EventingError, PermanentError } from '../message/errors';

/** A projection is declared in a way that cannot work. Thrown when the application starts; the message names every mistake. */
export class ProjectionDeclarationError extends EventingError {}

/** An event of a followed aggregate cannot be put in order: it has no sequence, or its attributes contradict each other. */
export class UnplaceableEventError extends PermanentError {}

/** A fold did something it may not: returned what is no row, or a row that the table would give back differently. */
export class FoldError extends PermanentError {}

/** The read model's table is not what its entity says: a migration is missing. */
export class ReadModelTableError extends EventingError {}
