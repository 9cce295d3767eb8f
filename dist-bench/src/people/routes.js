import { enterOrg } from '../catalog/access.js';
import { Problem, problemResponses } from '../http/problem.js';
import { storableText } from '../lib/json.js';
import { erasePerson } from './erase.js';
import { Erased, Person, PersonParams } from './schema.js';
import { tracePerson } from './trace.js';
export const peopleRoutes = async (app, services) => {
    const { access, db, loadEvents } = services;
    app.addHook('onRequest', enterOrg(access, 'manage'));
    app.get('/orgs/:org/people/:user', {
        schema: {
            operationId: 'tracePerson',
            summary: 'What was decided for a person, what was reported, and what counts for what',
            tags: ['people'],
            params: PersonParams,
            response: { 200: Person, ...problemResponses },
        },
    }, async ({ org, params: { user } }) => (await tracePerson(db, org.id, storableText(user), loadEvents)) ?? unknown(user));
    app.delete('/orgs/:org/people/:user', {
        schema: {
            operationId: 'erasePerson',
            summary: 'Forget who a person is',
            description: 'Names, attributes, ids and raw webhook calls go; figures stay what they were. It cannot be undone.',
            tags: ['people'],
            params: PersonParams,
            response: { 200: Erased, ...problemResponses },
        },
    }, async ({ org, params: { user } }) => (await erasePerson(db, org.id, storableText(user))) ?? unknown(user));
};
/** @throws Problem not-found */
function unknown(user) {
    throw new Problem('not-found', `Nobody is known by the user id or address "${user}".`);
}
