/** The report would hold up everything else that the service does. */
export class ReportTookTooLong extends Error {
  constructor(within: string, options?: ErrorOptions) {
    super(
      `The report could not be computed within ${within}. Ask for fewer days at once, or again when there is less to do; ` +
        `the report of a single day in the past is stored: GET /reports/daily/{day}.`,
      options,
    );
  }
}

/** The report would not fit into memory beside others. */
export class TooManySales extends Error {
  constructor(mostRows: number) {
    super(
      `On these days there were sales of more than ${mostRows} products, each day counted by itself. Ask for fewer days at once.`,
    );
  }
}
