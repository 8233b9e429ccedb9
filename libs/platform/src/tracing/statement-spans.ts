import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import ms from 'ms';
import { DataSource, type EntitySubscriberInterface } from 'typeorm';
import type { AfterQueryEvent } from 'typeorm/subscriber/event/QueryEvent';
import { ServiceConfig } from '../config/service-config';
import { tracer } from './tracer';

const LONGEST_STATEMENT = 1_000;

/**
 * Gives SQL statements spans: those that failed or were slow, or all (TRACE_STATEMENTS); as part of what is being traced: of a request or an event whose trace is recorded. Statements
 * without one, those of the relay and of everything that looks around by itself, have none. Of a statement only its text is
 * told; values are parameters, and stay here.
 */
@Injectable()
export class StatementSpans implements EntitySubscriberInterface, OnModuleInit {
  private readonly fromMs: number;

  constructor(
    private readonly dataSource: DataSource,
    { TRACE_STATEMENTS: which }: ServiceConfig,
  ) {
    this.fromMs = which === 'none' ? Infinity : which === 'all' ? 0 : ms(which);
  }

  onModuleInit(): void {
    if (this.fromMs < Infinity) this.dataSource.subscribers.push(this);
  }

  /** Afterwards, with the time that it took: nothing has to be remembered meanwhile, and most often nothing is to be done. */
  afterQuery({ query, executionTime = 0, success, error }: AfterQueryEvent): void {
    if (success && executionTime < this.fromMs) return;
    if (!trace.getActiveSpan()?.isRecording()) return;
    const operation = /[a-z]+/i.exec(query)?.[0].toUpperCase() ?? 'SQL';
    const startTime = Date.now() - executionTime;
    const span = tracer.startSpan(operation, {
      kind: SpanKind.CLIENT,
      startTime,
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': operation,
        'db.query.text': query.slice(0, LONGEST_STATEMENT).replace(/\s+/g, ' ').trim(),
      },
    });
    if (!success) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', sqlStateOf(error));
    }
    span.end();
  }
}

function sqlStateOf(error: unknown): string {
  const code: unknown = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'Error';
}
