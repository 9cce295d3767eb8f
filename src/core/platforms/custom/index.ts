import { INGEST_KEY_MISSING, requireIngestKey } from '../credential.ts'
import { CUSTOM_IDS, readCustomEvent } from '../custom-event.ts'
import { firstText, isFields } from '../fields.ts'
import { definePlatform, type Normalised } from '../platform.ts'
import { fromCustomerio } from './customerio-shape.ts'
import { guide } from './guide.ts'
import { parsePayload } from './payload.ts'
import { sample } from './sample.ts'

/** Events from an organisation's own systems, in the documented shape `CustomEvent`. */
export const customEvents = definePlatform({
  slug: 'events',
  name: 'Custom events',
  settings: [],
  ids: CUSTOM_IDS,
  containers: ['campaign_id'],
  integration: [
    {
      key: 'campaign_id',
      label: 'Campaign ID',
      help: 'The campaign_id of your events for this touchpoint. Separate several with commas.',
    },
    {
      key: 'template_id',
      label: 'Template ID',
      help: 'The template_id of your events for this touchpoint. Separate several with commas.',
    },
    {
      key: 'control_campaign_id',
      label: 'Control campaign ID',
      help: 'The campaign_id of the control, if your system makes the split. Separate several with commas.',
    },
    {
      key: 'control_template_id',
      label: 'Control template ID',
      help: 'The template_id of the control, if your system makes the split. Separate several with commas.',
    },
    { key: 'workflow_id', label: 'Journey ID', help: 'The workflowId that a journey webhook sends.' },
  ],
  signs: 'nothing',
  failureNames: {
    reasons: ['reason'],
    codes: ['code'],
  },
  verify: requireIngestKey,
  missingProof: (_settings, hasIngestKey) => (hasIngestKey ? undefined : INGEST_KEY_MISSING),
  parse: parsePayload,
  normalise(item, { query }) {
    if (!isFields(item)) return NOT_AN_OBJECT
    // A sender that cannot put the event name into the body, such as a journey webhook, puts it into the address.
    return readCustomEvent(fromCustomerio(item), {
      name: firstText([query['event'], query['event_name']]),
      nativeEvent: 'custom',
    })
  },
  guide,
  sample,
})

const NOT_AN_OBJECT: Normalised = {
  outcome: 'rejected',
  reason: 'not-an-object',
  fix: 'Send every event as a JSON object.',
}
