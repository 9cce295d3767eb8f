/** The decision that the sender named: outright, by variant and person, or by the tracking id we gave out. */
export function matchNamed(report, leads) {
    const named = leads.byDecisionId.get(report.refs['decision_id'] ?? '');
    if (named)
        return { way: 'decision', send: named };
    const copyId = report.refs['copy_id'];
    const copy = copyId &&
        latestBefore(report, leads.byPerson(report).filter(({ variantId }) => variantId === copyId));
    if (copy)
        return { way: 'decision', send: copy };
    // Without a tracking id of the caller's, our decision id is the tracking id; Iterable's message id is one too.
    for (const id of [report.trackingId, report.messageId]) {
        if (id === null)
            continue;
        const decided = leads.byDecisionId.get(id);
        if (decided)
            return { way: 'tracking-id', send: decided };
        const tracked = leads.byTrackingId.get(id) ?? [];
        const send = latestBefore(report, tracked) ?? tracked[0];
        if (send)
            return { way: 'tracking-id', send };
    }
    return undefined;
}
/**
 * The person's latest message before the report, of a template whose integration settings name the
 * platform's ids that the report carries.
 */
export function matchCampaign(report, leads, templates) {
    const fitting = leads
        .byPerson(report)
        .filter(({ templateId }) => recognises(templates.get(templateId), report));
    const send = latestBefore(report, fitting);
    return send && { way: 'campaign', send };
}
/** The message whose id the platform taught us earlier. */
export function matchMessage({ platform, messageId }, { byMessageId }) {
    const send = byMessageId.get(`${platform}|${messageId}`);
    return send && { way: 'message-id', send };
}
/** Whether any template could recognise the report: spares looking up the person otherwise. */
export const isRecognised = (report, templates) => [...templates.values()].some(template => recognises(template, report));
/** Every id that both sides name has to agree, and there has to be one. */
function recognises(template, { platform, refs }) {
    const ids = Object.entries(template?.integration[platform] ?? {}).filter(([field]) => refs[field] !== undefined);
    return ids.length > 0 && ids.every(([field, value]) => refs[field] === value);
}
// Clocks of two companies differ, and many platforms report whole seconds.
const CLOCK_SKEW_MS = 60_000;
function latestBefore({ at }, sends) {
    const before = sends.filter(({ decidedAt }) => decidedAt.getTime() <= at.getTime() + CLOCK_SKEW_MS);
    return before.reduce((best, send) => (best === undefined || isLater(send, best) ? send : best), undefined);
}
const isLater = (left, right) => left.decidedAt.getTime() !== right.decidedAt.getTime()
    ? left.decidedAt > right.decidedAt
    : left.id > right.id;
