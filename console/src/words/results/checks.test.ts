import { describe, expect, it } from 'vitest'
import type { Diagnostics } from '../../../../src/features/diagnostics/schema.ts'
import { checksOf } from './checks.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

const CALM: Diagnostics = {
  ...{ as_of: '2026-11-29T14:00:00Z', denominator: 'sends', guardrails: [], never_clicked: [], drift: null },
  gates: [
    {
      ...{ name: 'split-as-configured', ok: true, detail: 'As set.', unit: 'share', fix: null },
      ...{ have: 0.2, need: 0.2 },
    },
  ],
  reports: { events: 100, since: null, unmatched: 3, counted: 80, outside_window: 0, before_send: 0 },
  unreported: { from: '', to: '', decisions: 100, sends: 98, share: 0.02 },
  unmapped: { count: 0, names: [] },
  delay: { success: 'click', responses: 0, points: [], p50_days: null, p90_days: null, window: null },
}
const check = (more: Partial<Diagnostics>, id: string) =>
  checksOf({ ...CALM, ...more }, slug => slug).find(each => each.id === id)

describe('the checks of a template', () => {
  it('all hold on a calm one, and none has a cure', () => {
    expect(
      checksOf(CALM, slug => slug).filter(
        ({ state, link }) => state !== 'ok' || (link !== null && link !== 'events'),
      ),
    ).toEqual([])
  })
  it('give a gate its figures', () => {
    expect(plain(check({}, 'split-as-configured')?.figure ?? '')).toBe('20.0 %, set to 20.0 %')
  })
  it.each<[string, Partial<Diagnostics>, string, string]>([
    [
      'unreported',
      { unreported: { from: '', to: '', decisions: 100, sends: 60, share: 0.4 } },
      'look',
      'integration',
    ],
    ['unmatched', { reports: { ...CALM.reports, unmatched: 30 } }, 'look', 'events'],
    [
      'outside-window',
      { reports: { ...CALM.reports, outside_window: 4, before_send: 1 } },
      'look',
      'settings',
    ],
    [
      'unmapped',
      { unmapped: { count: 1, names: [{ platform: 'events', event: 'x', count: 2, last_seen: '' }] } },
      'look',
      'names',
    ],
    [
      'never-clicked',
      { never_clicked: [{ variant_id: 'a', name: 'Short', messages: 900 }] },
      'look',
      'variants',
    ],
    ['drift', { drift: { since: '', detail: 'Changed.' } }, 'look', 'recommendations'],
    [
      'guardrails',
      {
        guardrails: [
          {
            ...{ variant_id: 'a', name: 'Short', metric: 'unsubscribe_rate', count: 9, messages: 90 },
            ...{ rate: 0.1, control_rate: 0.01, blocked: true },
          },
        ],
      },
      'broken',
      'variants',
    ],
  ])('%s', (id, more, state, link) => expect(check(more, id)).toMatchObject({ state, link }))
})
