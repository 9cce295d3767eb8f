import { createRandom, type Random } from '../../core/stats/draw/random.ts'

/** An invented person. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly firstName: string
  /** In the customer's spelling, which varies. */
  readonly plan: string
  /** Apple's mail program fetches every image, whether the mail is read or not. */
  readonly mailProgram: 'apple' | 'gmail' | 'other'
  readonly item: string
}

const FIRST_NAMES = [
  'Ada',
  'Ben',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farah',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kofi',
  'Lena',
  'Mateo',
  'Nour',
  'Olga',
  'Priya',
  'Quentin',
  'Rosa',
  'Sami',
  'Tove',
  'Uma',
  'Viktor',
  'Wen',
  'Yara',
  'Zoltan',
]
/** The customer's spellings of a plan, and their meaning. Each is equally frequent. */
export const PLANS = [
  { text: 'Premium', value: 'premium' },
  { text: 'premium (yearly)', value: 'premium' },
  { text: 'PRO', value: 'premium' },
  { text: 'free', value: 'free' },
  { text: 'Free', value: 'free' },
  { text: 'basic', value: 'free' },
  { text: 'none', value: 'free' },
] as const

const MAIL_PROGRAMS = ['apple', 'gmail', 'gmail', 'other'] as const
const ITEMS = ['Ethiopia Guji', 'House Espresso', 'Decaf Huila', 'hand grinder', 'filter papers']

/** The person with this number. It is the same in every demo. */
export function personAt(number: number): Person {
  const random = createRandom('demo', 'person', String(number))
  const firstName = pick(FIRST_NAMES, random)
  return {
    id: `user-${number}`,
    email: `${firstName.toLowerCase()}.${number}@example.com`,
    firstName,
    plan: pick(PLANS, random).text,
    mailProgram: pick(MAIL_PROGRAMS, random),
    item: pick(ITEMS, random),
  }
}

/** One of the choices; each has the same probability. */
export function pick<Choice>(
  choices: readonly [Choice, ...Choice[]] | readonly Choice[],
  random: Random,
): Choice {
  return choices[Math.floor(random() * choices.length)] as Choice
}
