import { Type } from 'typebox';
import { findOrg } from '../catalog/access.js';
import { holds, presentedKey } from '../http/api-key.js';
import { keepRawBodies } from '../http/body.js';
import { Problem, problemResponses } from '../http/problem.js';
import { singleHeaders } from './headers.js';
import { receive } from './receive.js';
const Params = Type.Object({
    platform: Type.String({ description: 'cio, itbl, events, …' }),
    org: Type.String({ description: 'Slug of the organisation.' }),
});
const Stored = Type.Object({
    status: Type.Literal('ok'),
    request_id: Type.String({ description: 'Under which the call is kept, and found in the inbound log.' }),
});
const NO_BODY = new Uint8Array();
export const webhookRoutes = async (app, services) => {
    const { access, door, findPlatform, clock, bodyLimitBytes } = services;
    keepRawBodies(app);
    app.post('/api/webhook/:platform/:org', {
        bodyLimit: bodyLimitBytes,
        schema: {
            operationId: 'receiveWebhook',
            summary: 'Report what became of messages',
            description: 'Takes any body: an authenticated call is stored before it is answered, and read afterwards. ' +
                'What cannot be read is kept with its reason and can be replayed.',
            tags: ['ingest'],
            params: Params,
            response: { 200: Stored, ...problemResponses },
        },
    }, async (request) => {
        const org = await findOrg(access.catalog, request.params.org);
        const platform = findPlatform(request.params.platform);
        if (!platform)
            throw new Problem('platform-not-found', `There is no platform "${request.params.platform}". See /docs for the list.`);
        const headers = singleHeaders(request.headers);
        const inbound = {
            body: request.body instanceof Uint8Array ? request.body : NO_BODY,
            headers,
            query: request.query,
            hasIngestKey: holds(presentedKey(request.headers), 'ingest', {
                adminKeyHash: access.adminKeyHash,
                keys: org.keys,
            }),
        };
        return { status: 'ok', request_id: await receive(door, org, platform, inbound, clock()) };
    });
};
