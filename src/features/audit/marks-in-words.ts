import type { Fields } from './changes.ts'

export interface ConfigurationChange {
  /** The `operationId` of the call. */
  readonly action: string
  readonly before: Fields
  readonly after: Fields
  /** The name that the variant has today; null if it is deleted, or the change concerns none. */
  readonly variant: string | null
}

/** What a change did to the numbers of a template, as sentences; none if it did nothing. */
export function inWords({ action, before, after, variant }: ConfigurationChange): readonly string[] {
  const name = variant ?? textOf(after['name'] ?? before['name'] ?? 'A deleted variant')
  switch (action) {
    case 'updateTemplate':
      return changed(TEMPLATE, before, after)
    case 'updateOrg':
      return changed(ORG, before, after)
    case 'replaceEventMapping':
      return ['The meaning of event names changed.']
    case 'replaceChannels':
      return ['The channel that counts for events changed.']
    case 'importVariants':
      return ['Variants were imported.']
    case 'createVariant':
      return after['status'] === 'approved' ? [`${name} was added and approved.`] : []
    case 'updateVariant':
      return ofVariant(name, before, after)
    case 'deleteVariant':
      return [`${name} was deleted.`]
    default:
      return []
  }
}

function ofVariant(name: string, before: Fields, after: Fields): readonly string[] {
  const status = after['status']
  const isReplaced = typeof after['replaces'] === 'string'
  const attrs = (fields: Fields) =>
    Object.keys(fields).some(path => path === 'attrs' || path.startsWith('attrs.'))
  return [
    ...(isReplaced ? [`The text of ${name} changed: a new version took its place.`] : []),
    ...(typeof status === 'string' ? [STATUS_OF_VARIANT[status]?.(name) ?? `${name} is ${status}.`] : []),
    ...(after['control'] === true ? [`${name} became the control.`] : []),
    ...(attrs(before) || attrs(after) ? [`The people who may get ${name} changed.`] : []),
  ]
}

const STATUS_OF_VARIANT: Readonly<Record<string, (name: string) => string>> = {
  approved: name => `${name} was approved.`,
  archived: name => `${name} was archived.`,
  draft: name => `${name} was set back to draft.`,
}

interface Setting {
  readonly title: string
  readonly show: (value: unknown) => string
}

function changed(
  settings: Readonly<Record<string, Setting>>,
  before: Fields,
  after: Fields,
): readonly string[] {
  return Object.entries(settings).flatMap(([path, { title, show }]) =>
    Object.hasOwn(before, path) || Object.hasOwn(after, path)
      ? [`${title} changed from ${show(before[path])} to ${show(after[path])}.`]
      : [],
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
/** `click_rate` → `click rate` */
const spaced = (value: unknown): string => textOf(value).replaceAll('_', ' ')
const percent = (value: unknown): string =>
  typeof value === 'number' ? `${Math.round(value * 10_000) / 100} %` : textOf(value)
const days = (value: unknown): string =>
  typeof value === 'number' ? `${value} ${value === 1 ? 'day' : 'days'}` : 'that of the organisation'
const names = (value: unknown): string =>
  Array.isArray(value) && value.length > 0 ? value.map(textOf).join(', ') : 'all conversion events'

const TEMPLATE: Readonly<Record<string, Setting>> = {
  status: { title: 'The status', show: spaced },
  key_metric: { title: 'The key metric', show: spaced },
  'attribution.conversion_events': { title: 'The goal', show: names },
  'attribution.lookback_days': { title: 'The attribution window', show: days },
  'attribution.offset_days': { title: 'The time before the attribution window', show: days },
  'split.method': { title: 'The split', show: spaced },
  'split.control_share': { title: 'The share of control', show: percent },
  algorithm: { title: 'The algorithm', show: spaced },
}
const ORG: Readonly<Record<string, Setting>> = {
  'attribution.lookback_days': { title: 'The attribution window of the organisation', show: days },
  'attribution.offset_days': {
    title: 'The time before the attribution window of the organisation',
    show: days,
  },
  'attribution.credit': { title: 'The credit rule of the organisation', show: spaced },
  currency: { title: 'The currency of the organisation', show: textOf },
}
