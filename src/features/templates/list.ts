import { type Page, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { TemplateStatus, TemplatesQuery, TemplateView } from './schema.ts'
import { listTemplates, type Store, type StoredTemplate } from './store.ts'
import { showTemplate } from './views.ts'

/** What a list can be sorted by, beside the template itself. Null: not known yet. */
export interface SortFigures {
  readonly messages: number | null
  readonly lift: number | null
  /** Place of the verdict, the best first. */
  readonly verdict: number | null
  /** When it last got a report, in milliseconds. */
  readonly report: number | null
}

export interface TemplateList extends Page<TemplateView> {
  readonly counts: Readonly<Record<TemplateStatus | 'all', number>>
}

/**
 * A page of the templates of an organisation that fit, and how many there are of each status. An organisation has
 * hundreds of templates, so all of them are read.
 * @throws Problem invalid-request for a cursor that no list has issued
 */
export async function findTemplates(
  store: Store,
  figuresOf: (orgId: number) => Promise<ReadonlyMap<string, SortFigures>>,
  orgId: number,
  query: TemplatesQuery,
): Promise<TemplateList> {
  const { q = '', channel, platform, status, sandbox, sort, dir, cursor, limit } = query
  const after = readCursor(cursor)
  const fitting = (await listTemplates(store, orgId, sandbox)).filter(
    template =>
      contains(template, q) &&
      (channel === undefined || template.channel === channel) &&
      (platform === undefined || platformsOf(template).includes(platform)),
  )
  const shown = status === undefined ? fitting : fitting.filter(template => template.status === status)
  const figures = isFigure(sort) ? await figuresOf(orgId) : NONE
  const sorted = inOrder(shown, template => keyOf(template, sort, figures.get(template.id)), dir === 'desc')
  const from = after === '' ? 0 : sorted.findIndex(({ id }) => id === after) + 1
  if (after !== '' && from === 0)
    throw new Problem(
      'invalid-request',
      'The list has changed since this cursor was issued. Begin it again.',
      [{ field: '/cursor', message: 'names a template that is no longer in this list' }],
    )
  const page = toPage(sorted.slice(from, from + limit + 1), limit, ({ id }) => id, showTemplate)
  return { ...page, counts: countsOf(fitting) }
}

const NONE: ReadonlyMap<string, SortFigures> = new Map()

const platformsOf = ({ integration }: StoredTemplate): readonly string[] =>
  Object.keys(integration).filter(slug => slug !== 'deliver')

/** Whether every word that was typed is part of the id, the name, the channel or a platform. */
function contains(template: StoredTemplate, typed: string): boolean {
  const text = [template.id, template.name, template.channel, ...platformsOf(template)]
    .join(' ')
    .toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

type Sort = TemplatesQuery['sort']
type Key = number | string | null

const isFigure = (sort: Sort): sort is keyof SortFigures =>
  sort === 'messages' || sort === 'lift' || sort === 'verdict' || sort === 'report'

function keyOf(template: StoredTemplate, sort: Sort, figures: SortFigures | undefined): Key {
  if (isFigure(sort)) return figures?.[sort] ?? null
  if (sort === 'name') return template.name.toLowerCase()
  if (sort === 'goal') return template.key_metric
  if (sort === 'changed') return template.updated_at.getTime()
  return template[sort]
}

/** What is unknown stands last in both directions; equal ones go by id. */
function inOrder(
  templates: readonly StoredTemplate[],
  key: (template: StoredTemplate) => Key,
  isDescending: boolean,
): readonly StoredTemplate[] {
  const sign = isDescending ? -1 : 1
  const keyed = templates.map(template => ({ template, key: key(template) }))
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null)
    return sign * compare(a.key, b.key) || compare(a.template.id, b.template.id)
  })
  return keyed.map(({ template }) => template)
}

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0)

function countsOf(templates: readonly StoredTemplate[]): TemplateList['counts'] {
  const of = (status: TemplateStatus) => templates.filter(template => template.status === status).length
  return {
    all: templates.length,
    draft: of('draft'),
    active: of('active'),
    shipped: of('shipped'),
    archived: of('archived'),
  }
}
