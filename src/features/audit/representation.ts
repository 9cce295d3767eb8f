/**
 * Parts of a representation that a log may keep. Of what concerns a person, only the state: neither names nor wordings.
 * Of a platform or transport, only its settings: the rest of that answer is a guide, and figures.
 */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  person: [],
  'profile-write': ['state', 'status'],
  delivery: ['state', 'status'],
  request: [],
  platform: ['settings'],
  transport: ['settings'],
}

/** Figures that change without anybody. */
const FIGURES = new Set(['health', 'counts'])

/** Names of fields whose values an answer shows once. */
const SHOWN_ONCE = /key|secret|token|password|link|url|code|credential|authorization/i

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a log keeps of what GET shows. Null if there is nothing. */
export function keptOf(type: string, shown: unknown): unknown {
  if (!isObject(shown)) return shown
  const names = KEPT[type]
  return Object.fromEntries(
    Object.entries(shown).filter(([name]) => (names ? names.includes(name) : !FIGURES.has(name))),
  )
}

/**
 * What a log keeps of the answer to a change, where nothing can be read with GET afterwards: the answer may hold a
 * secret that is shown once, so every field is left out whose name can be a secret's.
 */
export const keptOfAnswer = (type: string, answer: unknown): unknown => withoutSecrets(keptOf(type, answer))

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      SHOWN_ONCE.test(name) ? [] : [[name, withoutSecrets(item)]],
    ),
  )
}

/** The id that an answer gives to what was created. */
export function idOf(answer: unknown): string | null {
  if (!isObject(answer)) return null
  const found = ['id', 'slug', 'name'].map(name => answer[name]).find(value => typeof value === 'string')
  return typeof found === 'string' ? found : null
}

/** The item of a list with this id; null if the page does not have it. */
export function itemOf(list: unknown, id: string): unknown {
  const items = isObject(list) && Array.isArray(list['items']) ? list['items'] : []
  return items.find(item => isObject(item) && [item['id'], item['slug'], item['name']].includes(id)) ?? null
}

/** The template that an answer belongs to. */
export const templateOf = (answer: unknown): string | null =>
  isObject(answer) && typeof answer['template_id'] === 'string' ? answer['template_id'] : null
