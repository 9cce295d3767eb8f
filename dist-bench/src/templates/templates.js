import { changeOrg } from '../catalog/change.js';
import { Problem } from '../http/problem.js';
import { refuseAny } from '../http/unprocessable.js';
import { checkAgainstVariants, checkIntegration, checkWindow } from './check-template.js';
import { hasSandbox, insertTemplate, readOrgAttribution, readTemplate, updateTemplate, } from './store.js';
import { contentOf, patchContent } from './template-content.js';
import { listVariants } from './variant-store.js';
/** @throws Problem unprocessable or already-exists */
export function createTemplate(configuration, org, body, now) {
    const content = contentOf(body);
    return changeOrg(configuration, org, async (transaction) => {
        await check(transaction, org.id, content);
        const template = await insertTemplate(transaction, org.id, body.id, content, now);
        if (!template) {
            throw new Problem('already-exists', `There is a template "${body.id}" already. Change it with PATCH.`, [
                { field: '/id', message: 'is taken' },
            ]);
        }
        return { template, variants: [] };
    });
}
/** @throws Problem template-not-found, unprocessable or conflict */
export function changeTemplate(configuration, org, id, patch, now) {
    return changeOrg(configuration, org, async (transaction) => {
        const present = await findTemplate(transaction, org, id);
        const variants = await listVariants(transaction, org.id, id);
        const content = patchContent(present, patch);
        await check(transaction, org.id, content);
        checkAgainstVariants(present.status, content, variants);
        return { template: await updateTemplate(transaction, org.id, id, content, now), variants };
    });
}
/** @throws Problem template-not-found */
export async function findTemplate(store, org, id) {
    const template = await readTemplate(store, org.id, id);
    if (template)
        return template;
    throw new Problem('template-not-found', `There is no template "${id}" in this organisation. Check the id in the address.`);
}
/** @throws Problem unprocessable, with everything that is wrong by itself */
async function check(store, orgId, content) {
    const { sandbox, attribution, integration } = content;
    const unknownSandbox = { field: '/sandbox', message: `There is no sandbox "${sandbox}". Make it first.` };
    refuseAny([
        ...((await hasSandbox(store, orgId, sandbox)) ? [] : [unknownSandbox]),
        ...checkWindow(attribution, await readOrgAttribution(store, orgId)),
        ...checkIntegration(integration),
    ]);
}
