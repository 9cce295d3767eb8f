import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'header_name',
    label: 'Header name',
    kind: 'text',
    required: false,
    help: 'A header that the System Webhook sends, such as Authorization. Not needed when it sends an ingest key of this organisation as X-Api-Key.',
  },
  {
    key: 'header_value',
    label: 'Header value',
    kind: 'secret',
    required: false,
    help: 'What that header has to say. Of an Authorization header, with or without the word in front of the token.',
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
    help: 'The data feed that asks Parley for the copy. In Iterable: Integrations > Data Feeds.',
  },
  {
    key: 'region',
    label: 'Region',
    kind: 'text',
    required: false,
    help: 'Where the project lives: us or eu. Empty means us.',
  },
  {
    key: 'base_url',
    label: 'Address of the API',
    kind: 'text',
    required: false,
    help: "Only when it is not the region's own, such as behind a proxy. Without /api.",
  },
]

const SEVERAL = 'Several ids are separated by commas.'

export const INTEGRATION: readonly IntegrationField[] = [
  { key: 'campaign_id', label: 'Campaign ID', help: `The campaign that sends the treatment. ${SEVERAL}` },
  { key: 'template_id', label: 'Template ID', help: `The template of the treatment. ${SEVERAL}` },
  {
    key: 'control_campaign_id',
    label: 'Control campaign ID',
    help: `The campaign that sends the control, when Iterable makes the split. ${SEVERAL}`,
  },
  {
    key: 'control_template_id',
    label: 'Control template ID',
    help: `The template of the control, when Iterable makes the split. ${SEVERAL}`,
  },
  {
    key: 'workflow_id',
    label: 'Journey ID',
    help: `The journey (workflowId) that the messages belong to. ${SEVERAL}`,
  },
  {
    key: 'write_back',
    label: 'Write copy to profiles',
    help: 'Say "on" and every choice is written to the user field jw_<template> of the person in Iterable. Needs the API key.',
  },
]
