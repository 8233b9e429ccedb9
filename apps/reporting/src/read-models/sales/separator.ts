/** By the name that requests have for it: where numbers have a decimal comma, spreadsheets expect a semicolon. */
export const SEPARATORS = { comma: ',', semicolon: ';' } as const;
export type Separator = keyof typeof SEPARATORS;
