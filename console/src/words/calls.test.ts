import { describe, expect, it } from 'vitest'
import type { RequestDetail, RequestSummary } from '../../../src/features/inbound-log/schema.ts'
import { callInWords, eventsInWords, outcomeInWords, resultInWords, stepInWords } from './calls.ts'

type Item = RequestDetail['items'][number]

const item = (outcome: string, more: Partial<Item> = {}): Item => ({
  ...{
    outcome,
    type: 'open',
    native_event: 'email_opened',
    name: null,
    reason: null,
    fix: null,
    event_id: null,
  },
  ...{ steps: [], near_misses: [] },
  ...more,
})

const stop = (step: 'in_window' | 'read' | 'verified', detail: string): Item['steps'] => [
  { step, ok: false, detail, data: null },
]

describe('what became of a call', () => {
  it.each<[RequestSummary['outcome'], RequestSummary['standing'], readonly string[], string, string]>([
    [null, null, [], 'Waiting', 'plain'],
    ['counted', 'counted', ['counted'], 'Counted', 'positive'],
    ['unmatched', 'kept', ['counted'], 'Counted', 'positive'],
    ['duplicate', 'kept', ['duplicate', 'duplicate'], '2 × repeated', 'plain'],
    ['mixed', 'counted', ['counted', 'duplicate'], '1 of 2 counted', 'positive'],
    ['mixed', 'attention', ['counted', 'rejected'], '1 of 2 counted', 'negative'],
    ['mixed', 'kept', ['noted', 'duplicate'], '0 of 2 counted', 'plain'],
    ['refused', 'attention', [], 'Refused', 'negative'],
    ['empty', 'kept', [], 'Empty', 'plain'],
    ['some-new-one', 'kept', [], 'some new one', 'plain'],
  ])('%s (%s) of %j: %s', (outcome, standing, outcomes, text, tone) => {
    const items = outcomes.map(each => item(each))
    expect(resultInWords({ outcome, standing, items })).toEqual({ text, tone })
  })

  it.each([
    [[], '–'],
    [[item('counted')], 'email_opened'],
    [[item('counted', { native_event: '', name: 'purchase' })], 'purchase'],
    [[item('counted'), item('duplicate')], 'email_opened and 1 more'],
    [[item('rejected', { native_event: null, type: null })], '–'],
  ])('names the events of %#', (items, text) => {
    expect(eventsInWords({ items })).toBe(text)
  })
})

describe('the sentence of the inspector', () => {
  const call = (given: Partial<RequestDetail>) =>
    callInWords({
      platform: 'Segment',
      outcome: 'counted',
      standing: 'counted',
      items: [],
      ...given,
    } as RequestDetail)

  it.each<[Partial<RequestDetail>, string]>([
    [{ outcome: null, standing: null }, 'Stored. Parley reads it next.'],
    [
      {
        items: [
          item('counted', {
            steps: [{ step: 'counted', ok: true, detail: 'It counts as a click.', data: null }],
          }),
        ],
      },
      'Counted as a click.',
    ],
    [
      {
        ...{ outcome: 'outside-window', standing: 'kept' },
        items: [
          item('outside-window', { steps: stop('in_window', 'It happened 0.38 days after the message.') }),
        ],
      },
      'Kept, not counted: it happened 0.38 days after the message.',
    ],
    [
      {
        ...{ outcome: 'unreadable', standing: 'attention' },
        items: [item('unreadable', { steps: stop('read', 'not-json Send JSON.') })],
      },
      'Needs a look: not-json Send JSON.',
    ],
    [
      { outcome: 'refused', standing: 'attention', items: [item('refused', { reason: 'bad-signature' })] },
      'Refused: the call did not prove that it comes from Segment. Its signature does not fit the credential here.',
    ],
    [
      { outcome: 'mixed', standing: 'counted', items: [item('counted'), item('counted'), item('duplicate')] },
      '3 items: 2 counted, 1 repeated.',
    ],
    [{ outcome: 'empty', standing: 'kept' }, 'Kept, not counted: empty'],
  ])('%#', (given, sentence) => {
    expect(call(given)).toBe(sentence)
  })

  it('names each step, and where it stopped', () => {
    expect(stepInWords('matched', true)).toBe('Matched to a message')
    expect(stepInWords('matched', false)).toBe('No message found')
    expect(stepInWords('in_window', null)).toBe('Inside the window')
    expect(outcomeInWords('outside-window')).toEqual({ text: 'Outside the window', tone: 'warning' })
  })
})
