import { describe, expect, it } from 'vitest'
import { segmentName, segmentsSentence, themeName, themesSentence } from './segments.ts'

const plain = (text: string) => text.replaceAll(/[\u202f\u2009]/g, ' ')
const FIGURES = { decisions: 1, messages: 1, total: 0, value: 0 }
const LIFT = { relative: null, interval: null, verdict: 'collecting' } as const
const row = (kind: 'value' | 'others' | 'none', value: string | null = null) => ({
  ...{ kind, value, control: FIGURES, treatment: FIGURES, lift: LIFT },
})
const theme = (kind: 'theme' | 'others' | 'none', name: string | null = null) => ({
  ...{ kind, theme: name, wordings: 1, ...FIGURES, lift: LIFT, lift_over_others: LIFT },
})

describe('the rows of a division', () => {
  it('have names', () => {
    expect([row('value', 'us'), row('others'), row('none')].map(segmentName)).toEqual([
      ...['us', 'All other values', 'No value'],
    ])
    expect([theme('theme', 'short'), theme('others'), theme('none')].map(themeName)).toEqual([
      ...['short', 'Smaller themes', 'No theme'],
    ])
  })

  it('say what their intervals are worth', () => {
    const asked = { level: 0.95, has_overlap: false, covers: { decisions: 900, from: null } }
    expect(plain(segmentsSentence({ ...asked, rows: [row('value', 'us'), row('none')] }, 'UTC'))).toBe(
      'New wordings against control among the messages of each row. The intervals hold at every look and for all 2 rows together: with 95 %, none is ever wrong. Every other attribute that you look at has its own error.',
    )
    const part = { decisions: 200_000, from: '2026-11-12T08:00:00Z' }
    const some = plain(
      segmentsSentence({ ...asked, has_overlap: true, covers: part, rows: [row('none')] }, 'UTC'),
    )
    expect(some).toContain('The interval holds at every look, with 95 %.')
    expect(some).toContain('A message with several values is in several rows.')
    expect(some).toContain('Counted are the newest 200 000 choices, since ')
  })

  it('say so of themes, which are compared twice', () => {
    expect(
      plain(themesSentence({ level: 0.95, themes: [theme('theme', 'short'), theme('none')] })),
    ).toContain('for all 4 comparisons together')
  })
})
