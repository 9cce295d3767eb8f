import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** @param backlog how many inbound requests wait to be processed; asked for at every scrape */
export function createMetrics(backlog) {
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    const requests = new Histogram({
        name: 'parley_http_request_seconds',
        help: 'Time to answer, by route and status.',
        labelNames: ['route', 'status'],
        buckets: SECONDS,
        registers,
    });
    const answers = new Counter({
        name: 'parley_answers_total',
        help: 'Wordings given, by why.',
        labelNames: ['reason', 'degraded'],
        registers,
    });
    const refusals = new Counter({
        name: 'parley_webhook_refusals_total',
        help: 'Webhook calls that did not prove where they come from.',
        labelNames: ['platform', 'reason'],
        registers,
    });
    const processed = new Counter({
        name: 'parley_inbound_processed_total',
        help: 'Webhook calls processed, by outcome.',
        labelNames: ['outcome'],
        registers,
    });
    const batches = new Histogram({
        name: 'parley_inbound_batch_seconds',
        help: 'Time to process a batch of webhook calls.',
        buckets: SECONDS,
        registers,
    });
    new Gauge({
        name: 'parley_inbound_backlog',
        help: 'Webhook calls that are stored and wait to be processed.',
        registers,
        async collect() {
            this.set(await backlog().catch(() => Number.NaN));
        },
    });
    return {
        observeRequest: (route, status, tookMs) => requests.labels(route, String(status)).observe(tookMs / 1000),
        observeAnswer: (reason, degraded) => answers.labels(reason, String(degraded)).inc(),
        observeRefusal: (platform, reason) => refusals.labels(platform, reason).inc(),
        observeBatch(outcomes, tookMs) {
            for (const [outcome, count] of outcomes)
                processed.labels(outcome).inc(count);
            if (outcomes.size > 0)
                batches.observe(tookMs / 1000);
        },
        text: () => registry.metrics(),
        contentType: registry.contentType,
    };
}
