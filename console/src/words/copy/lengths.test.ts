import { describe, expect, it } from 'vitest'
import { lengthInWords } from './lengths.ts'

const sms = (encoding: string, units: number, segments: number, left: number) => ({
  encoding,
  units,
  segments,
  left,
})

describe('lengthInWords', () => {
  it.each([
    [{ characters: 1, limit: null, sms: null }, '1 character'],
    [{ characters: 36, limit: 50, sms: null }, '36 characters · fits'],
    [{ characters: 61, limit: 50, sms: null }, '61 characters · 11 too long'],
    [{ characters: 0, limit: null, sms: sms('gsm7', 0, 0, 160) }, '0 characters'],
    [
      { characters: 100, limit: null, sms: sms('gsm7', 100, 1, 60) },
      '100 characters · 1 text message, 60 left',
    ],
    [
      { characters: 80, limit: null, sms: sms('unicode', 80, 2, 54) },
      '80 characters · 2 text messages, 54 left · Unicode halves the room',
    ],
  ])('%j', (length, expected) => expect(lengthInWords(length)).toBe(expected))
})
