import { describe, expect, it } from 'vitest'
import type { Entry } from './entries.ts'
import { askedAgainInWords, entryInWords, whyInWords } from './words.ts'

const message = (given: object): Entry =>
  ({
    kind: 'message',
    decision: { template_id: 'welcome', variant_name: 'Short', arm: 'treatment', sent_at: 'now', ...given },
  }) as Entry
const event = (kind: 'report' | 'conversion', given: object, credits: readonly object[] = []): Entry =>
  ({
    kind,
    credits,
    event: {
      name: null,
      native_event: 'email_opened',
      value: null,
      outcome: 'counted',
      why_not: null,
      ...given,
    },
  }) as Entry

describe('the entries of a history', () => {
  it.each([
    [message({}), 'the welcome template, wording “Short”'],
    [
      message({ arm: 'control', sent_at: null }),
      'the welcome template, control wording, not reported as sent',
    ],
    [message({ variant_name: null }), 'the welcome template, wording “deleted”'],
    [event('report', {}), 'email_opened: counted'],
    [
      event('conversion', { name: 'purchase', value: 20, currency: 'EUR', outcome: 'outside-window' }),
      'purchase, 20 EUR: outside the window',
    ],
    [event('conversion', { name: 'purchase' }, [{}, {}]), 'purchase: counts for 2 messages'],
  ])('%#', (entry, words) => {
    expect(entryInWords(entry, id => `the ${id} template`)).toBe(words)
  })

  it('say why they count, or why not', () => {
    expect(whyInWords(event('conversion', {}, [{ reason: 'It was the latest.' }]))).toBe('It was the latest.')
    expect(
      whyInWords(event('report', { why_not: { code: 'unmatched', detail: 'No decision matches.' } })),
    ).toBe('No decision matches.')
    expect(whyInWords(message({}))).toBe('')
  })

  it.each([
    [
      { table: { kept: true, row: 4 }, asked_again: { same: true, row: 4 } },
      'Same table, row 4, same answer.',
    ],
    [
      { table: { kept: true, row: null }, asked_again: { same: true, row: null } },
      'Same table, the evenly divided part, same answer.',
    ],
    [{ table: { kept: false, row: 4 }, asked_again: null }, 'Its table is no longer stored.'],
    [{ table: null, asked_again: null }, 'No table made this choice, so there is nothing to ask again.'],
  ])('asked again: %j', (asked, words) => {
    expect(askedAgainInWords(asked)).toBe(words)
  })
})
