import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { CONTAINERS } from '../../../core/platforms/index.ts'
import { listOf } from '../../../core/platforms/integration-list.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'

/** Whose message an event is about, going by the platform's ids. */
export type Arm = 'treatment' | 'control'

type Ids = Readonly<Record<string, string>>

interface Named {
  readonly treatment: ReadonlySet<string>
  readonly control: ReadonlySet<string>
}

/**
 * Recognises a message by the ids that its template names on a platform (lists, separated by commas;
 * those of `control_<ref>` are the control's) and the ids that an event carries. Every id that both
 * sides name has to agree, and there has to be one. Where only the treatment's are named the control
 * shares them, such as a campaign with a message for each; not so the treatment's message, when the
 * control has a campaign of its own. Where only the control's are named, others are the treatment's.
 */
export const recognise = (integration: Ids | undefined, refs: Ids): Arm | undefined =>
  integration && read(integration, refs)?.arm

interface Recognition {
  readonly arm: Arm
  /** Whether an id speaks for the treatment only by not being the control's. */
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

/** Whether a template's ids on a platform tell the control's message from the treatment's. */
export const distinguishes = (integration: Ids | undefined): boolean =>
  integration !== undefined && [...idsOf(integration).values()].some(({ control }) => control.size > 0)

/** A template whose message an event is about. */
export interface Recognised {
  readonly template: Template
  readonly arm: Arm
}

/**
 * Every template that recognises the event, in the order of their ids. What is the control of one is
 * not the treatment of another only because that one shares its campaign. Looks at no template that
 * does not name one of the event's ids.
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

// Configuration never changes in place, so what was made of it once holds as long as it does.
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

/** Templates by every id that one of them names. */
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
