import { hostname } from 'node:os';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { ServiceConfig } from '../config/service-config';
import { DEFAULT_TRACES_PER_SECOND } from '../config/tracing-environment';
import { CarefulExporter } from './careful-exporter';
import { TracesPerSecond } from './traces-per-second';

type Settings = Pick<
  ServiceConfig,
  'service' | 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' | 'OTEL_SDK_DISABLED'
> &
  Partial<Pick<ServiceConfig, 'OTEL_TRACES_SAMPLER' | 'TRACES_PER_SECOND'>>;

/** A collector that does not answer must not hold up a stop for longer. */
const FLUSH_WITHIN_MS = 3_000;

let running: NodeTracerProvider | undefined;

/**
 * Begins to record traces and to send them to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names; without one it does nothing,
 * and loads nothing. Nothing is patched, so it does not matter what has been loaded before.
 *
 * A process in which somebody else has set OpenTelemetry up (`node --require …`) keeps that.
 */
export async function startTracing(config: Settings): Promise<void> {
  const address = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (address === undefined || config.OTEL_SDK_DISABLED === 'true') return;
  const { BatchSpanProcessor, NodeTracerProvider, ParentBasedSampler } =
    await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const own = {
    'service.name': config.service,
    'service.instance.id': `${hostname()}-${process.pid}`,
    'host.name': hostname(),
    'process.pid': process.pid,
  };
  const { OTEL_TRACES_SAMPLER, TRACES_PER_SECOND = DEFAULT_TRACES_PER_SECOND } = config;
  running = new NodeTracerProvider({
    // With one that the environment names, OpenTelemetry itself does what it says.
    ...(OTEL_TRACES_SAMPLER === undefined && {
      sampler: new ParentBasedSampler({ root: new TracesPerSecond(TRACES_PER_SECOND) }),
    }),
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say has the last word.
    resource: defaultResource()
      .merge(resourceFromAttributes(own))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new CarefulExporter(new OTLPTraceExporter(), address))],
  });
  const { AmbientContext } = await import('./ambient-context');
  running.register({ contextManager: new AmbientContext() });
}

/** Sends what has not been sent yet, within a limit, and records nothing more. Never rejects. */
export async function stopTracing(): Promise<void> {
  const provider = running;
  running = undefined;
  if (!provider) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, FLUSH_WITHIN_MS)));
  // What goes wrong with it the exporter has told.
  await Promise.race([provider.shutdown().catch(() => undefined), limit]);
  clearTimeout(timer);
}
