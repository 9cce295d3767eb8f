import { numberInWords } from '../numbers.ts'

interface TextLength {
  readonly characters: number
  readonly limit: number | null
  readonly sms: {
    readonly encoding: string
    readonly units: number
    readonly segments: number
    readonly left: number
  } | null
}

/** The length of a text beside its field: "36 characters · fits a phone", "2 text messages · Unicode". */
export function lengthInWords({ characters, limit, sms }: TextLength): string {
  const count = characters === 1 ? '1 character' : `${numberInWords(characters)} characters`
  if (sms !== null) {
    const messages = sms.segments === 1 ? '1 text message' : `${sms.segments} text messages`
    const alphabet = sms.encoding === 'unicode' ? ' · Unicode halves the room' : ''
    return sms.segments === 0 ? count : `${count} · ${messages}, ${sms.left} left${alphabet}`
  }
  if (limit === null) return count
  return characters > limit ? `${count} · ${characters - limit} too long` : `${count} · fits`
}
