/** A new template as it is stored. */
export function contentOf({ id, name = id, attribution, integration, ...rest }) {
    return {
        ...rest,
        name: name.trim(),
        attribution: mergeAttribution({ conversion_events: [] }, attribution),
        integration: mergeIntegration({}, integration),
        status: 'draft',
    };
}
/** A template with what the patch gives. */
export function patchContent(present, patch) {
    const { org_id: _org, id: _id, created_at: _made, updated_at: _changed, ...content } = present;
    const { name = content.name, split, attribution = {}, integration = {}, ...rest } = patch;
    return {
        ...content,
        ...rest,
        name: name.trim(),
        split: { ...content.split, ...split },
        attribution: mergeAttribution(content.attribution, attribution),
        integration: mergeIntegration(content.integration, integration),
    };
}
/** A window that is null is left out, which makes it the organisation's. */
function mergeAttribution(present, { conversion_events, ...given }) {
    const { conversion_events: presentEvents, ...windows } = present;
    const merged = Object.entries({ ...windows, ...given }).filter(([, days]) => days !== null);
    return { ...Object.fromEntries(merged), conversion_events: conversion_events ?? presentEvents };
}
function mergeIntegration(present, given) {
    const changed = Object.entries(given).map(([platform, ids]) => [platform, ids && asTexts(ids)]);
    const merged = { ...present, ...Object.fromEntries(changed) };
    return Object.fromEntries(Object.entries(merged).flatMap(([platform, ids]) => (ids === null ? [] : [[platform, ids]])));
}
const asTexts = (ids) => Object.fromEntries(Object.entries(ids).map(([field, id]) => [field, String(id).trim()]));
