import { Problem } from '../http/problem.js';
/** @throws Problem template-not-found */
export async function findTemplate({ catalog }, { slug }, id) {
    const find = () => {
        const org = catalog.known(slug);
        const template = org?.templates.get(id);
        return org && template ? { org, template } : undefined;
    };
    const known = find();
    if (known)
        return known;
    // It may have been made a moment ago, by another process.
    await catalog.refresh();
    const fresh = find();
    if (fresh)
        return fresh;
    throw new Problem('template-not-found', `There is no template "${id}" in this organisation. Check the id in the address.`);
}
