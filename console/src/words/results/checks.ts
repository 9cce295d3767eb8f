import type { Diagnostics } from '../../../../src/features/diagnostics/schema.ts'
import { numberInWords, percentInWords } from '../numbers.ts'
import { namesInWords } from '../traffic.ts'

/** Where the cure of a check is found. */
export type CheckLink = 'integration' | 'variants' | 'names' | 'events' | 'settings' | 'recommendations'

export interface Check {
  readonly id: string
  readonly title: string
  readonly state: 'ok' | 'look' | 'broken'
  /** The figure, in a few words. */
  readonly figure: string
  readonly detail: string
  readonly link: CheckLink | null
}

/** Fewer missing sends than this share are usual: some arrive late. */
const UNREPORTED_MAX = 0.05
const UNMATCHED_MAX = 0.2

const GATE_TITLES: Readonly<
  Record<Diagnostics['gates'][number]['name'], readonly [string, CheckLink | null]>
> = {
  'enough-messages': ['Enough messages', null],
  'split-as-configured': ['Split as configured', 'settings'],
  'tracking-alive': ['Tracking alive', 'integration'],
  matured: ['Windows closed', null],
  'money-counted': ['Money in the currency of the figures', 'settings'],
  'same-time': ['Compared over the same time', 'variants'],
  'ready-to-ship': ['Ready to ship', null],
}

const figureOf = ({ name, have, need, unit }: Diagnostics['gates'][number]): string => {
  const say = (value: number) =>
    unit === 'share' || unit === 'chance' ? percentInWords(value, 1) : numberInWords(value)
  if (have === null) return '–'
  if (need === null) return say(have)
  return name === 'split-as-configured'
    ? `${say(have)}, set to ${say(need)}`
    : `${say(have)}, needs ${say(need)}`
}

const URGENCY = { broken: 0, look: 1, ok: 2 }

/**
 * Every check of the page, each with its state, its figure and where its cure is. Those that need a look come first.
 * @param platformOf the name of a platform by its slug
 */
export function checksOf(found: Diagnostics, platformOf: (slug: string) => string): readonly Check[] {
  const gates = found.gates.map((gate): Check => {
    const [title, link] = GATE_TITLES[gate.name]
    const isBroken =
      gate.name === 'split-as-configured' || gate.name === 'tracking-alive' || gate.name === 'money-counted'
    return {
      ...{ id: gate.name, title, link: gate.ok ? null : link, figure: figureOf(gate) },
      state: gate.ok ? 'ok' : isBroken ? 'broken' : 'look',
      detail: gate.detail,
    }
  })
  return [
    ...gates,
    stopped(found),
    silent(found),
    unreported(found),
    unmatched(found),
    unmapped(found, platformOf),
    early(found),
    drift(found),
  ].toSorted((one, other) => URGENCY[one.state] - URGENCY[other.state])
}

function stopped({ guardrails }: Diagnostics): Check {
  const names = [...new Set(guardrails.filter(({ blocked }) => blocked).map(({ name }) => name))]
  return {
    ...{ id: 'guardrails', title: 'Guardrails', link: names.length > 0 ? 'variants' : null },
    state: names.length > 0 ? 'broken' : 'ok',
    figure: `${numberInWords(names.length)} stopped`,
    detail:
      names.length > 0
        ? `${namesInWords(names)} went past the margin of a guardrail, and ${names.length === 1 ? 'gets' : 'get'} no traffic.`
        : 'No wording is worse than control by more than the margin of a guardrail.',
  }
}

function silent({ never_clicked }: Diagnostics): Check {
  const names = never_clicked.map(({ name, messages }) => `${name} (${numberInWords(messages)} messages)`)
  return {
    ...{
      id: 'never-clicked',
      title: 'Wordings that nobody clicked',
      link: names.length > 0 ? 'variants' : null,
    },
    state: names.length > 0 ? 'look' : 'ok',
    figure: numberInWords(names.length),
    detail:
      names.length > 0
        ? `${namesInWords(names)} never got a click, although others did. Look whether its link works.`
        : 'Every wording of at least 100 messages was clicked, or none was.',
  }
}

function unreported({ unreported: { decisions, sends, share } }: Diagnostics): Check {
  const isMissing = share !== null && share > UNREPORTED_MAX
  return {
    ...{ id: 'unreported', title: 'Messages without a report', link: isMissing ? 'integration' : null },
    state: isMissing ? 'look' : 'ok',
    figure: share === null ? '–' : percentInWords(share, 1),
    detail:
      share === null
        ? 'Nobody asked in the last seven days.'
        : `${numberInWords(sends)} sends were reported for ${numberInWords(decisions)} choices of the last seven days.`,
  }
}

function unmatched({ reports: { events, unmatched: without } }: Diagnostics): Check {
  const isMissing = events > 0 && without / events > UNMATCHED_MAX
  return {
    ...{ id: 'unmatched', title: 'Reports without a message', link: without > 0 ? 'events' : null },
    state: isMissing ? 'look' : 'ok',
    figure: events === 0 ? '–' : percentInWords(without / events, 1),
    detail: `Parley found no message for ${numberInWords(without)} of the newest ${numberInWords(events)} events of the organisation.`,
  }
}

function unmapped({ unmapped: { count, names } }: Diagnostics, platformOf: (slug: string) => string): Check {
  return {
    ...{ id: 'unmapped', title: 'Names without a meaning', link: count > 0 ? 'names' : null },
    state: count > 0 ? 'look' : 'ok',
    figure: numberInWords(count),
    detail:
      count > 0
        ? `The most frequent are ${namesInWords(names.slice(0, 3).map(({ event, platform }) => `${event} (${platformOf(platform)})`))}.`
        : 'Every name that arrived has a meaning.',
  }
}

function early({ reports: { before_send, outside_window, counted } }: Diagnostics): Check {
  return {
    ...{
      id: 'outside-window',
      title: 'Conversions outside the window',
      link: outside_window > 0 ? 'settings' : null,
    },
    state: before_send > 0 || outside_window > counted ? 'look' : 'ok',
    figure: numberInWords(outside_window),
    detail: `Of the newest events, ${numberInWords(outside_window)} came outside the window of this template; ${numberInWords(before_send)} of them before the message was sent.`,
  }
}

const drift = ({ drift: found }: Diagnostics): Check => ({
  ...{ id: 'drift', title: 'Drift', link: found === null ? null : 'recommendations' },
  state: found === null ? 'ok' : 'look',
  figure: found === null ? 'none' : 'rates changed',
  detail: found?.detail ?? 'Rates are as they were.',
})
