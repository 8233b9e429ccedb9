import { STATUS_CODES } from 'node:http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const PROBLEM_JSON = 'application/problem+json';

/** One thing that is wrong with a request. */
export class InvalidField {
  @ApiProperty({ example: 'lines[0].quantity', description: 'The place in the body, path or query.' })
  readonly field!: string;

  @ApiProperty({ example: 'min', description: 'The rule that it breaks.' })
  readonly rule!: string;

  @ApiProperty({ example: 'quantity must not be less than 1' })
  readonly detail!: string;
}

/** What every error answer of a service looks like: RFC 9457, "Problem Details for HTTP APIs". */
export class Problem {
  @ApiProperty({
    example: 'urn:problem:invalid-request',
    description: 'Stable: what programs should look at.',
  })
  readonly type!: string;

  @ApiProperty({ example: 'Invalid request' })
  readonly title!: string;

  @ApiProperty({ example: 400 })
  readonly status!: number;

  @ApiProperty({ example: 'lines[0].quantity must not be less than 1', description: 'For people.' })
  readonly detail!: string;

  @ApiPropertyOptional({ example: '/orders' })
  readonly instance?: string;

  @ApiPropertyOptional({ description: 'Finds this request in the logs of all services.' })
  readonly correlationId?: string;

  @ApiPropertyOptional({ type: [InvalidField] })
  readonly errors?: InvalidField[];
}

/** An error that knows its answer. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** What the answer carries beside the problem: `WWW-Authenticate`. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param name in kebab case; becomes the type (`urn:problem:unknown-user`) and the title ("Unknown user")
   * @param detail what happened and what to do, for the person who reads the answer
   */
  constructor(
    readonly status: number,
    name: string,
    detail: string,
    more: Pick<Problem, 'errors'> & ErrorOptions & { headers?: Record<string, string> } = {},
  ) {
    super(detail, { cause: more.cause });
    this.name = 'ProblemError';
    this.headers = more.headers ?? {};
    const title = name.replace(/-/g, ' ').replace(/^./, (first) => first.toUpperCase());
    this.problem = {
      type: `urn:problem:${name}`,
      title,
      status,
      detail,
      ...(more.errors && { errors: more.errors }),
    };
  }
}

/** For errors that have nothing to say beyond their status code; RFC 9457 calls that type "about:blank". */
export function plainProblem(status: number, detail?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, detail: detail ?? title };
}
