import { fail, ok } from '../../lib/result.js';
import { firstText, isFields, readRefs, readText } from '../fields.js';
/** A request carries exactly one event. */
export function parsePayload(body) {
    if (!isFields(body))
        return fail({ reason: 'wrong-shape', fix: 'A System Webhook of Iterable sends one JSON object.' });
    // Old samples say eventTitle.
    return ok([{ eventName: firstText([body['eventName'], body['eventTitle']]), body }]);
}
/** What the address of the webhook may carry as merge parameters. */
const MERGE_PARAMETERS = [
    'campaignId',
    'campaignName',
    'templateId',
    'templateName',
    'channelId',
    'workflowId',
    'workflowName',
    'experimentId',
    'messageTypeId',
];
/**
 * The same fields, with those that the body lacks taken from the address.
 * Iterable renders a merge parameter that it does not know as blank.
 */
export function fillFromQuery(fields, query) {
    const missing = MERGE_PARAMETERS.filter(name => readText(fields[name]) === null);
    return { ...fields, ...readRefs(query, missing) };
}
