import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'header_name',
    label: 'Header name',
    kind: 'text',
    required: false,
    help: 'A header that the System Webhook sends, such as Authorization. Not needed if it sends an ingest key of this organisation as X-Api-Key.',
  },
  {
    key: 'header_value',
    label: 'Header value',
    kind: 'secret',
    required: false,
    help: 'The expected value of that header. For an Authorization header, with or without the scheme before the token.',
  },
  {
    key: 'api_key',
    label: 'Server-side API key',
    kind: 'secret',
    required: false,
    help: 'To list campaigns and templates, and to write copy to profiles. In Iterable: Integrations > API Keys, type Server-side.',
  },
  {
    key: 'data_feed_id',
    label: 'Data feed ID',
    kind: 'text',
    required: false,
    help: 'The data feed that requests the copy from Parley. In Iterable: Integrations > Data Feeds.',
  },
  {
    key: 'region',
    label: 'Region',
    kind: 'text',
    required: false,
    help: 'The region of the project: us or eu. Empty means us.',
  },
  {
    key: 'base_url',
    label: 'Address of the API',
    kind: 'text',
    required: false,
    isAddress: true,
    help: "Only if it differs from the region's address, such as behind a proxy. Without /api.",
  },
]

const SEVERAL = 'Several ids are separated by commas.'

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'template_id',
    label: 'Template ID',
    help: `The template of the treatment. ${SEVERAL}`,
    where: 'Reports have it as templateId: see one under Events.',
  },
  {
    key: 'campaign_id',
    label: 'Campaign ID',
    help: `The campaign that sends the treatment. ${SEVERAL}`,
    where: 'Reports have it as campaignId: see one under Events.',
  },
  {
    key: 'control_campaign_id',
    label: 'Control Campaign ID',
    help: `The campaign that sends the control, if Iterable makes the split. ${SEVERAL}`,
  },
  {
    key: 'control_template_id',
    label: 'Control Template ID',
    help: `The template of the control, if Iterable makes the split. ${SEVERAL}`,
  },
  {
    key: 'workflow_id',
    label: 'Journey ID',
    help: `The journey (workflowId) of the messages. ${SEVERAL}`,
  },
  {
    key: 'write_back',
    label: 'Write copy to profiles',
    help: 'Set to "on" to write every choice to the person’s user field jw_<template> in Iterable. Needs the API key.',
  },
]
