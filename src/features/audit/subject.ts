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
  const templateParam = paramAfter(segments, 'templates')
  const templateId = templateParam === undefined ? null : (params[templateParam] ?? null)
  const last = segments.findLastIndex(segment => segment.startsWith(':'))
  const isOfOne = !creates && last > ROOT.split('/').length
  const isOrg = pattern === ROOT || pattern === `${ROOT}/:org`
  const reach = method === 'POST' ? last + 1 : segments.length
  const at =
    creates || (method === 'POST' && !isOfOne)
      ? null
      : { pattern: segments.slice(0, reach).join('/'), segments: reach }
  if (isOrg) return { type: 'organisation', id: params['org'] ?? null, templateId, at, isCreated: creates }
  if (!isOfOne) return { type: singular(segments.at(-1) ?? ''), id: null, templateId, at, isCreated: creates }
  const type = singular(segments[last - 1] ?? '')
  const id = params[segments[last]?.slice(1) ?? ''] ?? null
  return { type, id: type === 'person' && id !== null ? personId(id) : id, templateId, at, isCreated: false }
}

/** Stands for a person in the log, so that the log names nobody, also after an erasure. */
export const personId = (user: string): string => sha256Hex(`audit:${user}`).slice(0, 16)

const paramAfter = (segments: readonly string[], collection: string): string | undefined => {
  const next = segments[segments.indexOf(collection) + 1]
  return segments.includes(collection) && next?.startsWith(':') ? next.slice(1) : undefined
}

/** `feedback-webhooks` → `feedback-webhook`. */
export function singular(collection: string): string {
  if (collection === 'people') return 'person'
  if (collection.endsWith('ies')) return `${collection.slice(0, -3)}y`
  if (/(?:x|s|sh|ch)es$/.test(collection)) return collection.slice(0, -2)
  return collection.endsWith('s') ? collection.slice(0, -1) : collection
}
