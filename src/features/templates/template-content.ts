import type { TemplateBody, TemplatePatch } from './schema.ts'
import type { StoredTemplate, TemplateContent } from './store.ts'

/** The stored content of a new template. */
export function contentOf({
  id,
  name = id,
  attribution,
  integration,
  learning,
  ...rest
}: TemplateBody): TemplateContent {
  return {
    ...rest,
    name: name.trim(),
    attribution: mergeAttribution({ conversion_events: [] }, attribution),
    integration: mergeIntegration({}, integration),
    learning: mergeLearning({}, learning),
    status: 'draft',
  }
}

/** Applies the patch to a template. */
export function patchContent(present: StoredTemplate, patch: TemplatePatch): TemplateContent {
  const { org_id: _org, id: _id, created_at: _made, updated_at: _changed, ...content } = present
  const { name = content.name, split, attribution = {}, integration = {}, learning = {}, ...rest } = patch
  return {
    ...content,
    ...rest,
    name: name.trim(),
    split: { ...content.split, ...split },
    attribution: mergeAttribution(content.attribution, attribution),
    integration: mergeIntegration(content.integration, integration),
    learning: mergeLearning(content.learning, learning),
  }
}

type Learning = TemplateContent['learning']

/** A setting of null is removed, so the default applies. */
const mergeLearning = (present: Learning, given: NonNullable<TemplatePatch['learning']>): Learning =>
  Object.fromEntries(Object.entries({ ...present, ...given }).filter(([, value]) => value !== null))

type Attribution = TemplateContent['attribution']
type AttributionPatch = NonNullable<TemplatePatch['attribution']>

/** A window of null is removed, so the organisation's window applies. */
function mergeAttribution(
  present: Attribution,
  { conversion_events, ...given }: AttributionPatch,
): Attribution {
  const { conversion_events: presentEvents, ...windows } = present
  const merged = Object.entries({ ...windows, ...given }).filter(([, days]) => days !== null)
  return { ...Object.fromEntries(merged), conversion_events: conversion_events ?? presentEvents }
}

type Integration = TemplateContent['integration']

function mergeIntegration(
  present: Integration,
  given: NonNullable<TemplatePatch['integration']>,
): Integration {
  const changed = Object.entries(given).map(([platform, ids]) => [platform, ids && asTexts(ids)] as const)
  const merged = { ...present, ...Object.fromEntries(changed) }
  return Object.fromEntries(
    Object.entries(merged).flatMap(([platform, ids]) => (ids === null ? [] : [[platform, ids] as const])),
  )
}

const asTexts = (ids: Readonly<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(ids).map(([field, id]) => [field, String(id).trim()]))
