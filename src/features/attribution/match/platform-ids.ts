import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { CONTAINERS } from '../../../core/platforms/index.ts'
import { listOf } from '../../../core/platforms/integration-list.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'

/** The arm of a message, by the platform's ids. */
export type Arm = 'treatment' | 'control'

type Ids = Readonly<Record<string, string>>

interface Named {
  readonly treatment: ReadonlySet<string>
  readonly control: ReadonlySet<string>
}

/**
 * Recognises a message by the ids in its template's integration settings and the ids in an event. A setting is a list,
 * separated by commas; `control_<ref>` settings belong to the control. All ids that both sides name must agree, and
 * there must be at least one. If the settings name only ids of the treatment, the control shares them, such as a
 * campaign with a message for each arm. A message id of the treatment is not shared if the control has its own
 * campaign. If the settings name only ids of the control, other ids belong to the treatment.
 */
export const recognise = (integration: Ids | undefined, refs: Ids): Arm | undefined =>
  integration && read(integration, refs)?.arm

interface Recognition {
  readonly arm: Arm
  /** Whether an id belongs to the treatment only because it is not an id of the control. */
  readonly isImplied: boolean
}

function read(integration: Ids, refs: Ids): Recognition | undefined {
  const both = [...idsOf(integration)].flatMap(([ref, { treatment, control }]) => {
    const value = refs[ref]
    if (value === undefined) return []
    const [isTreatment, isControl] = [treatment.has(value), control.has(value)]
    return [{ ref, treatment, control, isTreatment, isControl }]
  })
  if (both.some(({ isControl }) => isControl)) {
    const isApart = both.some(({ ref, isControl }) => isControl && CONTAINERS.has(ref))
    const isShared = ({ ref, isTreatment }: { ref: string; isTreatment: boolean }) =>
      isTreatment || (isApart && !CONTAINERS.has(ref))
    const agree = both.every(each => each.isControl || (each.control.size === 0 && isShared(each)))
    return agree ? { arm: 'control', isImplied: false } : undefined
  }
  const agree = both.every(({ treatment, isTreatment }) => isTreatment || treatment.size === 0)
  if (!agree || !both.some(({ isTreatment }) => isTreatment)) return undefined
  return { arm: 'treatment', isImplied: both.some(({ isTreatment }) => !isTreatment) }
}

/** Whether a template's settings for a platform tell the control's message from the treatment's. */
export const distinguishes = (integration: Ids | undefined): boolean =>
  integration !== undefined && [...idsOf(integration).values()].some(({ control }) => control.size > 0)

/** A template that recognises an event, and the arm of the message. */
export interface Recognised {
  readonly template: Template
  readonly arm: Arm
}

/**
 * All templates that recognise the event, sorted by id. If one template recognises its control, others that only share
 * the campaign do not count it as their treatment. Looks only at templates that name one of the event's ids.
 */
export function recogniseAmong(
  templates: ReadonlyMap<string, Template>,
  { platform, refs }: Pick<StoredEvent, 'platform' | 'refs'>,
): readonly Recognised[] {
  const index = indexOf(templates)
  const candidates = new Set(
    Object.entries(refs).flatMap(([ref, value]) => index.get(keyOf(platform, ref, value)) ?? []),
  )
  const found = [...candidates].flatMap(template => {
    const recognition = read(template.integration[platform] ?? {}, refs)
    return recognition ? [{ template, ...recognition }] : []
  })
  const isControl = found.some(({ arm }) => arm === 'control')
  return found
    .filter(({ isImplied }) => !(isControl && isImplied))
    .sort((left, right) => (left.template.id < right.template.id ? -1 : 1))
}

// Configuration never changes in place, so the compiled form stays valid as long as the object exists.
const compiled = new WeakMap<Ids, ReadonlyMap<string, Named>>()
const indexes = new WeakMap<ReadonlyMap<string, Template>, ReadonlyMap<string, readonly Template[]>>()

function idsOf(integration: Ids): ReadonlyMap<string, Named> {
  const known = compiled.get(integration)
  if (known) return known
  const ids = new Map<string, { treatment: Set<string>; control: Set<string> }>()
  for (const [key, value] of Object.entries(integration)) {
    const [, control, name = ''] = /^(control_)?(.+)$/.exec(key) ?? []
    const ref = name.replace(/_(id|key)s$/, '_$1')
    const named = ids.get(ref) ?? { treatment: new Set(), control: new Set() }
    for (const id of listOf(value)) named[control ? 'control' : 'treatment'].add(id)
    ids.set(ref, named)
  }
  compiled.set(integration, ids)
  return ids
}

const keyOf = (platform: string, ref: string, value: string): string => `${platform}\n${ref}\n${value}`

/** Templates by each id that they name. */
function indexOf(templates: ReadonlyMap<string, Template>): ReadonlyMap<string, readonly Template[]> {
  const known = indexes.get(templates)
  if (known) return known
  const named = [...templates.values()].flatMap(template =>
    Object.entries(template.integration).flatMap(([platform, integration]) =>
      keysOf(platform, integration).map(key => ({ key, template })),
    ),
  )
  const index = new Map(
    [...groupBy(named, ({ key }) => key)].map(([key, list]) => [key, list.map(({ template }) => template)]),
  )
  indexes.set(templates, index)
  return index
}

const keysOf = (platform: string, integration: Ids): readonly string[] =>
  [...idsOf(integration)].flatMap(([ref, { treatment, control }]) =>
    [...new Set([...treatment, ...control])].map(value => keyOf(platform, ref, value)),
  )
