import { changeOrg } from '../catalog/change.js';
import { Problem } from '../http/problem.js';
import { refuseAny } from '../http/unprocessable.js';
import { createId, isId } from '../lib/id.js';
import { checkVars } from './check-vars.js';
import { readTargets } from './read-targets.js';
import { findTemplate } from './templates.js';
import { deleteVariant, hasDecisions, insertVariant, listVariants, readVariant, updateVariant, } from './variant-store.js';
/** @throws Problem template-not-found, unprocessable or conflict */
export function createVariant(configuration, org, templateId, { name, vars, attrs, themes, control, status = control ? 'approved' : 'draft' }, now) {
    return changeOrg(configuration, org, async (transaction) => {
        const template = await findTemplate(transaction, org, templateId);
        const content = {
            name: name.trim(),
            vars,
            attrs: readTargets(attrs),
            themes,
            is_control: control,
            status,
        };
        await check(transaction, template, content);
        return insertVariant(transaction, org.id, templateId, createId(now.getTime()), content, now);
    });
}
/** @throws Problem template-not-found, not-found, unprocessable or conflict */
export function changeVariant(configuration, org, templateId, id, patch, now) {
    return changeOrg(configuration, org, async (transaction) => {
        const template = await findTemplate(transaction, org, templateId);
        const present = await findVariant(transaction, org, templateId, id);
        const content = {
            name: (patch.name ?? present.name).trim(),
            vars: patch.vars ?? present.vars,
            attrs: patch.attrs === undefined ? present.attrs : readTargets(patch.attrs),
            themes: patch.themes ?? present.themes,
            is_control: patch.control ?? present.is_control,
            status: patch.status ?? present.status,
        };
        await check(transaction, template, content, id);
        return updateVariant(transaction, org.id, id, content, now);
    });
}
/**
 * Removes a variant that nobody was ever given. One that has decisions is archived instead, because results
 * stay attached to it; then it is returned.
 * @throws Problem template-not-found or not-found
 */
export function removeVariant(configuration, org, templateId, id, now) {
    return changeOrg(configuration, org, async (transaction) => {
        await findTemplate(transaction, org, templateId);
        const present = await findVariant(transaction, org, templateId, id);
        if (await hasDecisions(transaction, org.id, templateId, id)) {
            const { name, vars, attrs, themes, is_control } = present;
            return updateVariant(transaction, org.id, id, { name, vars, attrs, themes, is_control, status: 'archived' }, now);
        }
        await deleteVariant(transaction, org.id, id);
        return undefined;
    });
}
/** @throws Problem not-found */
export async function findVariant(store, org, templateId, id) {
    const variant = isId(id) ? await readVariant(store, org.id, templateId, id) : undefined;
    if (variant)
        return variant;
    throw new Problem('not-found', `The template "${templateId}" has no variant "${id}". Check the id in the address.`);
}
/** An archived variant may be anything; what it lacks is asked for when it comes back. */
async function check(store, { org_id, id: templateId, variables }, { vars, is_control, status }, id) {
    if (status === 'archived')
        return;
    refuseAny(checkVars(variables, vars));
    if (!is_control)
        return;
    const others = await listVariants(store, org_id, templateId);
    const control = others.find(other => other.is_control && other.status !== 'archived' && other.id !== id);
    if (!control)
        return;
    throw new Problem('conflict', `The template has a control already, "${control.name}" (${control.id}). Archive it, or PATCH it with {"control": false}.`, [{ field: '/control', message: 'is taken' }]);
}
