import { pageOf, readCursor, toPage } from '../http/page.js';
import { Problem, problemResponses } from '../http/problem.js';
import { ListQuery, OrgParams, SandboxBody, SandboxView } from './schema.js';
import { insertSandbox, listSandboxes } from './store.js';
export const sandboxRoutes = async (app, { configuration, clock }) => {
    const about = { tags: ['organisations'], params: OrgParams };
    app.post('/orgs/:org/sandboxes', {
        schema: {
            ...about,
            operationId: 'createSandbox',
            summary: 'Make a sandbox: an environment that templates belong to',
            body: SandboxBody,
            response: { 201: SandboxView, ...problemResponses },
        },
    }, async ({ org, body: { name } }, reply) => {
        const made = await insertSandbox(configuration, org, name, clock());
        if (!made) {
            throw new Problem('already-exists', `There is a sandbox "${name}" already.`, [
                { field: '/name', message: 'is taken' },
            ]);
        }
        return reply.status(201).send(show(made));
    });
    app.get('/orgs/:org/sandboxes', {
        schema: {
            ...about,
            operationId: 'listSandboxes',
            summary: 'The sandboxes of an organisation, by name',
            querystring: ListQuery,
            response: { 200: pageOf(SandboxView), ...problemResponses },
        },
    }, async ({ org, query: { cursor, limit } }) => {
        const rows = await listSandboxes(configuration.db, org, readCursor(cursor), limit + 1);
        return toPage(rows, limit, ({ name }) => name, show);
    });
};
const show = ({ name, created_at }) => ({
    name,
    created_at: created_at.toISOString(),
});
