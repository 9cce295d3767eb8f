import { describe, expect, it } from 'vitest'
import { effectInWords, namesInWords } from './traffic.ts'

const plain = (lines: readonly string[]) => lines.map(line => line.replaceAll('\u202f', ' '))

describe('namesInWords', () => {
  it.each([
    [[], ''],
    [['Short'], 'Short'],
    [['Short', 'Question'], 'Short and Question'],
    [['Short', 'Question', 'Benefit'], 'Short, Question and Benefit'],
  ])('%j is "%s"', (names, text) => expect(namesInWords(names)).toBe(text))
})

describe('effectInWords', () => {
  const shares = [
    { name: 'Short', control: false, before: 0.58, after: 0.8 },
    { name: 'Question', control: false, before: 0.15, after: 0 },
    { name: 'Today', control: true, before: 0.2, after: 0.2 },
  ]
  const stops = [
    { name: 'Question', share: 0.15 },
    { name: 'Benefit', share: 0.07 },
  ]

  it('says who stops, who gains and what control keeps', () => {
    const effect = { stops, shares, status: 'active', algorithm: 'adaptive' }
    expect(plain(effectInWords(effect, 8400))).toEqual([
      'Question and Benefit stop: about 1 848 of 8 400 messages a week.',
      'Short goes from 58 % to 80 % of traffic, about 6 720 of 8 400 messages a week.',
      'Control keeps 20 %, about 1 680 of 8 400 messages a week.',
      'Parley goes on learning, and new wordings compete with this one.',
    ])
  })

  it('needs no control and no messages', () => {
    const effect = {
      stops: stops.slice(0, 1),
      shares: shares.slice(0, 1),
      status: 'shipped',
      algorithm: 'adaptive',
    }
    expect(plain(effectInWords(effect, 0))).toEqual([
      'Question stops: 15 % of traffic.',
      'Short goes from 58 % to 80 % of traffic, with no messages in the last week.',
      'No new wording can be approved until somebody unlocks the template.',
    ])
  })

  it('says that frozen shares stay', () => {
    const frozen = shares.map(share => ({ ...share, after: share.before }))
    const lines = effectInWords({ stops: [], shares: frozen, status: 'active', algorithm: 'manual' }, 8400)
    expect(plain(lines)).toEqual([
      'Control keeps 20 %, about 1 680 of 8 400 messages a week.',
      'Parley no longer moves the shares, until somebody resumes learning.',
    ])
  })
})
