import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'bearer_token',
    label: 'Bearer token',
    kind: 'secret',
    required: true,
    help: 'A long random text that you create. Enter the same text in Braze, on the Current Details page of the Custom Currents Export.',
  },
  {
    key: 'rest_key',
    label: 'REST API key',
    kind: 'secret',
    required: false,
    help: 'To verify the connection. In Braze: Settings > APIs and Identifiers > Create API Key, with the permissions campaigns.list and canvas.list.',
  },
  {
    key: 'rest_endpoint',
    label: 'REST endpoint',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'The address of your instance’s REST API, such as https://rest.iad-01.braze.com. Braze shows it under Settings > APIs and Identifiers.',
  },
  {
    key: 'app_id',
    label: 'App identifier',
    kind: 'text',
    required: false,
    help: 'The app that the messages belong to. In Braze: Settings > APIs and Identifiers > App Identifiers.',
  },
]

const SEVERAL = 'Several are separated by commas.'

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'campaign_id',
    label: 'Campaign ID',
    help: `The API identifier of the campaign that sends the message. ${SEVERAL}`,
  },
  {
    key: 'message_variation_id',
    label: 'Message variation ID',
    help: `The API identifier of the variant that requests its copy from Parley. ${SEVERAL}`,
  },
  {
    key: 'canvas_id',
    label: 'Canvas ID',
    help: `The API identifier of the Canvas, if a Canvas sends the message. ${SEVERAL}`,
  },
  {
    key: 'canvas_variation_id',
    label: 'Canvas variation ID',
    help: `The API identifier of the variant of the Canvas that requests its copy from Parley. ${SEVERAL}`,
  },
  {
    key: 'canvas_step_id',
    label: 'Canvas step ID',
    help: `The API identifier of the step that sends the message. Needed if a Canvas has several steps. ${SEVERAL}`,
  },
  {
    key: 'experiment_split_id',
    label: 'Experiment path ID',
    help: `The path of an Experiment Paths step that requests its copy from Parley. ${SEVERAL}`,
  },
  {
    key: 'control_campaign_id',
    label: 'Control campaign ID',
    help: `The campaign that sends the control, when Braze makes the split by campaign. ${SEVERAL}`,
  },
  {
    key: 'control_message_variation_id',
    label: 'Control message variation ID',
    help: `The variant with your own copy, or the control group, if Braze makes the split in a campaign. ${SEVERAL}`,
  },
  {
    key: 'control_canvas_variation_id',
    label: 'Control Canvas variation ID',
    help: `The variant with your own copy, or the control group, if Braze makes the split in a Canvas. ${SEVERAL}`,
  },
  {
    key: 'control_canvas_step_id',
    label: 'Control Canvas step ID',
    help: `The step that sends the control, when Braze makes the split in a Canvas. ${SEVERAL}`,
  },
  {
    key: 'control_experiment_split_id',
    label: 'Control experiment path ID',
    help: `The path of an Experiment Paths step with your own copy, or without a message. ${SEVERAL}`,
  },
]
