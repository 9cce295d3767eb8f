import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import Fastify, { LogController } from 'fastify';
import { generateRoutes } from './generate/routes.js';
import { parseJsonBodies } from './http/body.js';
import { healthRoutes } from './http/health.js';
import { Problem, ProblemBody, replyWithProblem } from './http/problem.js';
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
const JSON_BODY_LIMIT_BYTES = 1_048_576;
/** The contents page: every route there is, in reading order. */
export async function buildApp(services) {
    const app = Fastify({
        loggerInstance: services.log,
        logController: new LogController({ disableRequestLogging: true }),
        bodyLimit: JSON_BODY_LIMIT_BYTES,
        trustProxy: services.trustProxy.length > 0 ? [...services.trustProxy] : false,
        routerOptions: { maxParamLength: 300 },
        forceCloseConnections: 'idle',
    }).withTypeProvider();
    parseJsonBodies(app);
    app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema));
    app.setErrorHandler(replyWithProblem);
    app.setNotFoundHandler(request => {
        throw new Problem('not-found', `${request.method} ${request.url.split('?')[0]} is no address of this server. See /docs.`);
    });
    app.addSchema(ProblemBody);
    app.addSchema(StoredEvent);
    await describeApi(app);
    app.addHook('onResponse', async (request, reply) => {
        services.metrics.observeRequest(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
    });
    const { catalog, adminKeyHash, clock } = services;
    const access = { catalog, adminKeyHash };
    await app.register(healthRoutes, { metrics: services.metrics, checkStore: () => checkStore(services) });
    await app.register(generateRoutes, { access, generator: generatorOf(services) });
    await app.register(webhookRoutes, {
        access,
        door: doorOf(services),
        findPlatform,
        clock,
        bodyLimitBytes: services.webhookBodyLimitBytes,
    });
    await app.register(settingsRoutes, {
        prefix: '/api/v1',
        access,
        db: services.db,
        vault: services.vault,
        clock,
        publicUrl: services.publicUrl,
    });
    await app.register(templateRoutes, { prefix: '/api/v1', access, db: services.db, clock });
    await app.register(resultsRoutes, {
        prefix: '/api/v1',
        access,
        db: services.db,
        clock,
        allocationOf: services.policies.allocationOf,
    });
    await app.register(requestRoutes, {
        prefix: '/api/v1',
        access,
        db: services.db,
        clock,
        fixOf: outcome => FIXES[outcome],
        onReplay: services.inboundArrived.fire,
    });
    await app.register(eventRoutes, { prefix: '/api/v1', access, db: services.db });
    await app.register(peopleRoutes, {
        prefix: '/api/v1',
        access,
        db: services.db,
        loadEvents: (orgId, ids) => loadEvents(services.db, orgId, ids),
    });
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
// Bodies are taken as they are; query strings and paths are text, so numbers in them are read as numbers.
const bodies = addFormats.default(new Ajv({ allErrors: true, useDefaults: true, discriminator: true, strict: false }));
const texts = addFormats.default(new Ajv({ allErrors: true, useDefaults: true, coerceTypes: true, strict: false }));
async function describeApi(app) {
    await app.register(swagger, {
        openapi: {
            openapi: '3.1.0',
            info: { title: 'Parley', version: '1', description: 'Self-hosted message optimisation.' },
            components: {
                securitySchemes: {
                    apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
                    bearer: { type: 'http', scheme: 'bearer' },
                },
            },
            security: [{ apiKey: [] }, { bearer: [] }],
        },
        refResolver: {
            buildLocalReference: (json, _base, _fragment, index) => String(json['$id'] ?? `schema-${index}`),
        },
    });
    await app.register(swaggerUi, { routePrefix: '/docs' });
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
