import { sha256Hex } from '../../lib/hash.ts'

/** What a call changes, as far as its address says. */
export interface Subject {
  readonly type: string
  /** Null for what is created by the call, and for what exists once in an organisation. */
  readonly id: string | null
  readonly templateId: string | null
  /** The address of the thing itself, such as of the key that `…/keys/:id/rotate` rotates; null if it has none. */
  readonly at: { readonly pattern: string; readonly segments: number } | null
  readonly isCreated: boolean
}

const ROOT = '/api/v1/orgs'

/** Whether the pattern of a route belongs to the management of organisations. */
export const isManaged = (pattern: string): boolean => pattern === ROOT || pattern.startsWith(`${ROOT}/`)

/**
 * The subject of a call.
 * @param pattern address of the route, such as `/api/v1/orgs/:org/keys/:id`
 * @param creates whether the route answers 201
 */
export function subjectOf(
  {
    method,
    pattern,
    creates,
  }: { readonly method: string; readonly pattern: string; readonly creates: boolean },
  params: Readonly<Record<string, string>>,
): Subject {
  const segments = pattern.split('/')
  const last = segments.findLastIndex(segment => segment.startsWith(':'))
  const isOfOne = !creates && last > ORG_SEGMENT
  const common = { templateId: templateIn(segments, params), isCreated: creates, at: null }
  if (creates || (method === 'POST' && !isOfOne))
    return { ...common, type: pattern === ROOT ? ORGANISATION : singular(segments.at(-1) ?? ''), id: null }
  const reach = method === 'POST' ? last + 1 : segments.length
  const at = { pattern: segments.slice(0, reach).join('/'), segments: reach }
  if (last === segments.length - 1 && last === ORG_SEGMENT)
    return { ...common, at, type: ORGANISATION, id: params['org'] ?? null }
  if (!isOfOne) return { ...common, at, type: singular(segments.at(-1) ?? ''), id: null }
  return { ...common, at, ...namedIn(segments, last, params) }
}

/** The object that the last parameter of an address names. */
function namedIn(
  segments: readonly string[],
  last: number,
  params: Readonly<Record<string, string>>,
): Pick<Subject, 'type' | 'id'> {
  const type = singular(segments[last - 1] ?? '')
  const id = params[segments[last]?.slice(1) ?? ''] ?? null
  return { type, id: type === PERSON && id !== null ? personId(id) : id }
}

const ORG_SEGMENT = ROOT.split('/').length
const ORGANISATION = 'organisation'
const PERSON = 'person'

/** Stands for a person in the log, so that the log names nobody, also after an erasure. */
export const personId = (user: string): string => sha256Hex(`audit:${user}`).slice(0, 16)

function templateIn(segments: readonly string[], params: Readonly<Record<string, string>>): string | null {
  const name = segments[segments.indexOf('templates') + 1]
  return segments.includes('templates') && name?.startsWith(':') ? (params[name.slice(1)] ?? null) : null
}

/** `feedback-webhooks` → `feedback-webhook`. */
export function singular(collection: string): string {
  if (collection === 'people') return PERSON
  if (collection.endsWith('ies')) return `${collection.slice(0, -3)}y`
  if (/(?:x|s|sh|ch)es$/.test(collection)) return collection.slice(0, -2)
  return collection.endsWith('s') ? collection.slice(0, -1) : collection
}
