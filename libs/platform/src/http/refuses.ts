import {
  applyDecorators,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { catchError, throwError, type Observable } from 'rxjs';
import { Problem, PROBLEM_JSON, ProblemError } from './problem';

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Says with which status a route answers when its command is refused by the domain. The error's class becomes the problem's
 * type (`UnknownUser` → `urn:problem:unknown-user`), its message the detail; the API docs list it.
 *
 * @example
 * ```ts
 * @Post()
 * @Refuses(422, UnknownUser)
 * async place(@Body() body: PlaceOrderRequest) { … }
 * ```
 */
export function Refuses(status: number, ...errors: ErrorClass[]): MethodDecorator {
  return applyDecorators(
    UseInterceptors(new RefusalInterceptor(status, errors)),
    ApiResponse({
      status,
      description: errors.map((error) => `\`urn:problem:${kebab(error.name)}\``).join(', '),
      content: { [PROBLEM_JSON]: { schema: { $ref: getSchemaPath(Problem) } } },
    }),
  );
}

class RefusalInterceptor implements NestInterceptor {
  constructor(
    private readonly status: number,
    private readonly errors: ErrorClass[],
  ) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => this.translate(error))));
  }

  private translate(error: unknown): unknown {
    const refusal = this.errors.find((candidate) => error instanceof candidate);
    if (!refusal) return error;
    return new ProblemError(this.status, kebab(refusal.name), (error as Error).message, { cause: error });
  }
}

/** What is wrong, not what our class for it is called: `unknown-dead-letter`, of UnknownDeadLetterError. */
function kebab(className: string): string {
  return className
    .replace(/(?<=.)Error$/, '')
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .toLowerCase();
}
