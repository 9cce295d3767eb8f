import { generateRoutes } from './generate/routes.js';
import { healthRoutes } from './http/health.js';
import { createHttpServer } from './http/server.js';
import { FIXES } from './ingest/fixes.js';
import { settingsRoutes } from './orgs/routes.js';
import { peopleRoutes } from './people/routes.js';
import { findPlatform } from './platforms/index.js';
import { eventRoutes } from './requests/event-routes.js';
import { loadEvents } from './requests/event-store.js';
import { requestRoutes } from './requests/routes.js';
import { StoredEvent } from './requests/schema.js';
import { resultsRoutes } from './results/routes.js';
import { templateRoutes } from './templates/routes.js';
import { webhookRoutes } from './webhooks/routes.js';
/** The contents page: every route there is, in reading order. */
export async function buildApp(services) {
    const { catalog, adminKeyHash, clock, db, log, trustProxy } = services;
    const access = { catalog, adminKeyHash };
    const managed = { prefix: '/api/v1', access, db, clock };
    const app = await createHttpServer({ log, trustProxy, sharedSchemas: [StoredEvent] });
    app.addHook('onResponse', async (request, reply) => {
        services.metrics.observeRequest(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
    });
    await app.register(healthRoutes, { metrics: services.metrics, checkStore: () => checkStore(services) });
    await app.register(generateRoutes, { access, generator: generatorOf(services) });
    await app.register(webhookRoutes, {
        access,
        door: doorOf(services),
        findPlatform,
        clock,
        bodyLimitBytes: services.webhookBodyLimitBytes,
    });
    await app.register(settingsRoutes, { ...managed, vault: services.vault, publicUrl: services.publicUrl });
    await app.register(templateRoutes, managed);
    await app.register(resultsRoutes, { ...managed, allocationOf: services.policies.allocationOf });
    await app.register(requestRoutes, {
        ...managed,
        fixOf: outcome => FIXES[outcome],
        onReplay: services.inboundArrived.fire,
    });
    await app.register(eventRoutes, managed);
    await app.register(peopleRoutes, { ...managed, loadEvents: (orgId, ids) => loadEvents(db, orgId, ids) });
    return app;
}
const checkStore = async ({ db }) => {
    await db.query({ name: 'ping', text: 'select 1' });
};
const generatorOf = ({ ledger, policies, clock, log, metrics, generateBudgetMs }) => ({
    ledger,
    policies,
    clock,
    log,
    budgetMs: generateBudgetMs,
    onAnswer: (_org, { reason, degraded }) => metrics.observeAnswer(reason, degraded === true),
});
const doorOf = ({ inbox, inboundArrived, metrics, log }) => ({
    inbox,
    onStored: inboundArrived.fire,
    onRefused(org, platform, reason) {
        metrics.observeRefusal(platform.slug, reason);
        log.warn({ org: org.slug, platform: platform.slug, reason }, 'webhook refused');
    },
});
