import { timeOfId } from '../../lib/id.ts'
import type { StoredSample } from './sample-store.ts'
import type { SampledFields } from './schema.ts'

const PEOPLE_MAX = 12
const LABEL_WORDS_MAX = 2
const EXAMPLE_LENGTH_MAX = 60

/** What recent calls sent: each name with how often it came, and a few of the people. Pure. */
export function summarise(samples: readonly StoredSample[]): SampledFields {
  const oldest = samples.at(-1)
  return {
    calls: samples.length,
    since: oldest ? timeOfId(oldest.id).toISOString() : null,
    fields: [
      ...namesIn(samples, 'field', ({ fields }) => fields),
      ...namesIn(samples, 'attr', ({ attrs }) => attrs),
    ],
    people: peopleIn(samples),
  }
}

/** The number of samples that have each field. Null and empty text count as missing. */
export function seenIn(samples: readonly StoredSample[]): ReadonlyMap<string, number> {
  return new Map(namesIn(samples, 'field', ({ fields }) => fields).map(({ name, seen }) => [name, seen]))
}

function namesIn(
  samples: readonly StoredSample[],
  kind: 'field' | 'attr',
  valuesOf: (sample: StoredSample) => Readonly<Record<string, unknown>>,
): SampledFields['fields'] {
  const found = new Map<string, { seen: number; example: string }>()
  for (const sample of samples) {
    for (const [name, value] of Object.entries(valuesOf(sample))) {
      if (value === null || value === '') continue
      const known = found.get(name)
      if (known) known.seen += 1
      else found.set(name, { seen: 1, example: textOf(value).slice(0, EXAMPLE_LENGTH_MAX) })
    }
  }
  return [...found]
    .map(([name, { seen, example }]) => ({
      name,
      kind,
      seen,
      missing_share: (samples.length - seen) / samples.length,
      example,
    }))
    .sort((a, b) => b.seen - a.seen || a.name.localeCompare(b.name))
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The newest call for each label, and calls that lack something too: they show how a wording copes. */
function peopleIn(samples: readonly StoredSample[]): SampledFields['people'] {
  const people = new Map<string, SampledFields['people'][number]>()
  for (const { id, fields, attrs } of samples) {
    const label = labelOf(fields, attrs)
    if (people.size < PEOPLE_MAX && !people.has(label)) people.set(label, { id, label, fields, attrs })
  }
  return [...people.values()]
}

const NAME = /^(?:first|given)_?name$|^name$/i
const PLACE = /^(?:city|town|country|plan|tier|language|segment)$/i

/** An invented name and a place or plan; without them, the first short values. */
function labelOf(fields: StoredSample['fields'], attrs: StoredSample['attrs']): string {
  const entries = [...Object.entries(fields), ...Object.entries(attrs)].flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' && value.length <= 20 ? [[name, value] as const] : [],
  )
  const find = (pattern: RegExp) => entries.find(([name]) => pattern.test(name))?.[1]
  const words = [find(NAME), find(PLACE), ...entries.map(([, value]) => value)].filter(
    word => word !== undefined,
  )
  return [...new Set(words)].slice(0, LABEL_WORDS_MAX).join(', ') || 'Somebody without fields'
}
