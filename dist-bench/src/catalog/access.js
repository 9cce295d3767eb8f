import { requireKey } from '../http/api-key.js';
import { Problem } from '../http/problem.js';
/**
 * An `onRequest` hook for routes with `:org`: finds the organisation and checks the key, before the
 * body is even read.
 * @throws Problem org-not-found, missing-key, wrong-key or wrong-scope
 */
export function enterOrg({ catalog, adminKeyHash }, scope) {
    return async (request) => {
        const { org: slug } = request.params;
        const org = await findOrg(catalog, slug);
        try {
            requireKey(request.headers, scope, { adminKeyHash, keys: org.keys });
        }
        catch (error) {
            // The key may have been made a moment ago, by another process.
            await catalog.refresh().catch(() => { });
            const fresh = catalog.known(slug);
            if (fresh === undefined || fresh === org)
                throw error;
            requireKey(request.headers, scope, { adminKeyHash, keys: fresh.keys });
        }
        request.org = catalog.known(slug) ?? org;
    };
}
/** An `onRequest` hook for what only the operator may do. */
export function requireOperator({ adminKeyHash }) {
    return async (request) => requireKey(request.headers, 'manage', { adminKeyHash });
}
/** What an organisation may be called; anything else is not even looked up. */
export const SLUG = /^[a-z0-9][a-z0-9-]{1,62}$/;
/** @throws Problem org-not-found */
export async function findOrg(catalog, slug) {
    const org = SLUG.test(slug) ? await catalog.findOrg(slug) : undefined;
    if (!org)
        throw new Problem('org-not-found', `There is no organisation "${slug}". Check the last part of the address.`);
    return org;
}
