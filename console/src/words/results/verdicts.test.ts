import { describe, expect, it } from 'vitest'
import { gateInWords, homeInWords } from './verdicts.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

describe('a gate as a chip', () => {
  const say = (
    name: Parameters<typeof gateInWords>[0]['name'],
    ok: boolean,
    have: number | null,
    need: number | null,
    maturedShare: number | null = 0.91,
  ) => {
    const gate = { name, ok, have, need, detail: '', unit: 'messages' as const, fix: null }
    const { text, tone } = gateInWords(gate, { smaller: 'control', maturedShare })
    return [plain(text), tone]
  }
  it.each<[ReturnType<typeof say>, string, string]>([
    [say('enough-messages', true, 8412, 100), 'Enough messages: 8 412 in control', 'positive'],
    [say('enough-messages', false, 31, 100), 'Open: 31 of 100 in control', 'warning'],
    [say('split-as-configured', true, 0.2, 0.2), 'Split as set: 20.0 %', 'positive'],
    [say('split-as-configured', false, 0.12, 0.2), 'Split is off: 12.0 % instead of 20.0 %', 'negative'],
    [say('split-as-configured', true, null, 0.2), 'Split: nothing was divided yet', 'plain'],
    [say('tracking-alive', true, 12, 1), 'Tracking alive', 'positive'],
    [say('tracking-alive', true, 0, 0), 'Nothing reported yet', 'plain'],
    [say('tracking-alive', false, 0, 1), 'Nothing is reported', 'negative'],
    [say('matured', true, 910, 500), '91 % matured', 'positive'],
    [say('matured', true, 0, 0, null), 'No message to wait for', 'plain'],
    [say('matured', false, 0, 500, null), 'Open: 0 % matured', 'warning'],
    [say('same-time', false, 12, 100), 'Open: 12 of 100 since the newest began', 'warning'],
    [say('ready-to-ship', true, 0.97, 0.95), 'Ready to ship', 'positive'],
    [say('ready-to-ship', false, 0.6, 0.95), 'Not ready to ship', 'warning'],
  ])('%s', (said, text, tone) => expect(said).toEqual([text, tone]))
})

describe('the sentence of the home page', () => {
  const need = { kind: 'guardrail', subject: '', since: null, detail: '', link: '' } as const
  it.each([
    [5, 3, 1, 'The new wordings as a whole beat control in 3 of 5 live templates. One thing needs you.'],
    [1, 1, 0, 'The new wordings as a whole beat control in 1 of 1 live template. Nothing needs you.'],
    [4, 0, 2, 'The new wordings as a whole beat control in 0 of 4 live templates. Two things need you.'],
    [0, 0, 0, 'No template is live. Nothing needs you.'],
    [
      1200,
      1,
      12,
      'The new wordings as a whole beat control in 1 of 1 200 live templates. 12 things need you.',
    ],
  ])('%s live, %s beating, %s needs', (live, beating, needs, text) =>
    expect(plain(homeInWords({ live, beating, needs_you: Array.from({ length: needs }, () => need) }))).toBe(
      text,
    ),
  )
})
