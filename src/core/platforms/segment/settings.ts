import type { IntegrationField, SettingField } from '../platform.ts'

/** Parley calls no Segment API, so there are no other settings. */
export const SETTINGS: readonly SettingField[] = [
  {
    key: 'shared_secret',
    label: 'Shared Secret',
    kind: 'secret',
    required: true,
    help: 'Any long random text, the same in Parley and on the Settings tab of the webhook destination. Segment signs every call with it. Calls must also contain an ingest key of this organisation as X-Api-Key.',
  },
]

const LIST = 'Separate several with commas.'

/** Segment sends no messages. These are the sending platform's ids, as they appear in its events. */
export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'campaign_id',
    label: 'Campaign ID',
    help: `The campaign that sends the message: campaign_id in its events. ${LIST}`,
  },
  {
    key: 'control_campaign_id',
    label: 'Control campaign ID',
    help: `The campaign of the control, if the sending platform makes the split. ${LIST}`,
  },
  {
    key: 'template_id',
    label: 'Template ID',
    help: `The template of the message, if events have a template_id (Iterable). ${LIST}`,
  },
  {
    key: 'control_template_id',
    label: 'Control template ID',
    help: `The template of the control. ${LIST}`,
  },
  {
    key: 'action_id',
    label: 'Action ID',
    help: `The message within the campaign, if events have an action_id (Customer.io). ${LIST}`,
  },
  { key: 'control_action_id', label: 'Control action ID', help: `The message of the control. ${LIST}` },
  {
    key: 'message_variation_id',
    label: 'Message variation ID',
    help: `The variant of the message, if events have a message_variation_id (Braze). ${LIST}`,
  },
  {
    key: 'control_message_variation_id',
    label: 'Control message variation ID',
    help: `The variant of the control. ${LIST}`,
  },
  {
    key: 'canvas_id',
    label: 'Canvas ID',
    help: `The Canvas that sends the message, if events have a canvas_id (Braze). ${LIST}`,
  },
  {
    key: 'canvas_step_id',
    label: 'Canvas step ID',
    help: `The step of the Canvas that sends the message (Braze). ${LIST}`,
  },
  {
    key: 'control_canvas_step_id',
    label: 'Control Canvas step ID',
    help: `The step of the control. ${LIST}`,
  },
]
