import { compileCopy, renderCopy } from '../../../core/liquid/copy.ts'
import { matches } from '../../../core/targeting/matches.ts'
import { type Attributes, normaliseAttributes } from '../../../core/targeting/normalise.ts'
import { storableText } from '../../../lib/json.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { findingsOf, type KnownFields } from './findings.ts'
import { lengthOf, type TextLength } from './lengths.ts'
import type { Finding, Preview } from './preview-schema.ts'

/** What recent calls of a template sent. */
export interface RecentCalls extends KnownFields {
  /** The attributes of each call, normalised. */
  readonly attributes: readonly Attributes[]
}

export const NO_CALLS: RecentCalls = { calls: 0, seen: new Map(), attributes: [] }

export interface Draft {
  readonly channel: string
  readonly variables: readonly string[]
  readonly vars: Readonly<Record<string, string>>
  readonly targets: Readonly<Record<string, readonly string[]>>
  readonly fields: Readonly<Record<string, unknown>>
  readonly attrs: Readonly<Record<string, unknown>>
}

/** Renders texts for one person, and says what is wrong with them. Pure. */
export function preview(
  { rules }: Pick<Org, 'rules'>,
  draft: Draft,
  recent: RecentCalls,
  now: Date,
): Omit<Preview, 'page'> {
  const { channel, variables, vars, targets } = draft
  const rendered: Record<string, string> = {}
  const failed: Finding[] = []
  for (const [variable, source] of Object.entries(vars)) {
    const copy = compileCopy(source)
    if (!copy.ok) continue
    const text = renderCopy(copy.value, draft.fields)
    if (text.ok) rendered[variable] = storableText(text.value)
    else failed.push(notRendered(variable, text.reason))
  }
  const lengths: Record<string, TextLength> = Object.fromEntries(
    Object.entries(rendered).map(([name, text]) => [name, lengthOf(channel, variables, name, text)]),
  )
  return {
    rendered,
    findings: [...findingsOf({ channel, variables, vars, known: recent, lengths }), ...failed],
    lengths: { ...lengths },
    eligible: matches(targets, normaliseAttributes(draft.attrs, rules, now)),
    audience: {
      fits: recent.attributes.filter(attributes => matches(targets, attributes)).length,
      calls: recent.calls,
    },
  }
}

const notRendered = (variable: string, reason: string): Finding => ({
  variable,
  line: null,
  column: null,
  severity: 'error',
  code: 'not-rendered',
  message: `This cannot be rendered for this person: ${reason}.`,
  word: null,
  suggestion: null,
})
