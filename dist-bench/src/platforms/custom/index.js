import { requireIngestKey } from '../credential.js';
import { readCustomEvent } from '../custom-event.js';
import { firstText, isFields } from '../fields.js';
import { definePlatform } from '../platform.js';
import { parsePayload } from './payload.js';
/** Events from an organisation's own systems, in the shape that is documented as `CustomEvent`. */
export const customEvents = definePlatform({
    slug: 'events',
    name: 'Custom events',
    settings: [],
    integration: [
        {
            key: 'campaign_id',
            label: 'Campaign ID',
            help: 'The campaign_id that your events carry for this touchpoint.',
        },
        {
            key: 'template_id',
            label: 'Template ID',
            help: 'The template_id that your events carry for this touchpoint.',
        },
        { key: 'workflow_id', label: 'Journey ID', help: 'The workflowId that a journey webhook sends.' },
    ],
    signs: 'nothing',
    verify: requireIngestKey,
    parse: parsePayload,
    normalise(item, { query }) {
        if (!isFields(item))
            return NOT_AN_OBJECT;
        // A sender whose body cannot name the event, such as a journey webhook, names it in the address.
        return readCustomEvent(item, {
            name: firstText([query['event'], query['event_name']]),
            nativeEvent: 'custom',
        });
    },
});
const NOT_AN_OBJECT = {
    outcome: 'rejected',
    reason: 'not-an-object',
    fix: 'Send every event as a JSON object.',
};
