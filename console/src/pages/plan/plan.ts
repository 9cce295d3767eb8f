import type { search } from './search.ts'

/** The five assumptions of a plan. Rates, shares and lifts are per cent. */
export interface Plan {
  readonly messages: number
  readonly rate: number
  readonly wordings: number
  readonly control: number
  readonly lift: number
}

export interface Setting {
  readonly name: keyof Plan
  readonly label: string
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly step: number
  /** The slider moves by factors, not by steps: a hundred matters little among a million. */
  readonly isLogarithmic?: boolean
}

export const SETTINGS: readonly Setting[] = [
  {
    ...{
      name: 'messages',
      label: 'Messages a day',
      unit: 'control included',
      min: 10,
      max: 10_000_000,
      step: 1,
    },
    isLogarithmic: true,
  },
  {
    ...{ name: 'rate', label: 'Usual rate', unit: '% of messages succeed', min: 0.01, max: 95, step: 0.01 },
    isLogarithmic: true,
  },
  { name: 'wordings', label: 'Wordings', unit: 'besides control', min: 1, max: 20, step: 1 },
  { name: 'control', label: 'Control', unit: '% of messages', min: 1, max: 90, step: 1 },
  { name: 'lift', label: 'Hoped lift', unit: '% over control', min: -50, max: 200, step: 1 },
]

export const DEFAULT: Plan = { messages: 5000, rate: 2, wordings: 3, control: 10, lift: 10 }

const within = ({ min, max }: Setting, value: number): boolean => value >= min && value <= max

/** The plan of an address. What is absent or impossible is the default. */
export function readPlan(given: ReturnType<typeof search>): Plan {
  const read = (name: keyof Plan) => {
    const setting = SETTINGS.find(each => each.name === name)
    const value = Number(given[name] ?? Number.NaN)
    return setting && within(setting, value) ? value : DEFAULT[name]
  }
  return {
    messages: read('messages'),
    rate: read('rate'),
    wordings: Math.round(read('wordings')),
    control: read('control'),
    lift: read('lift'),
  }
}

/** The plan as search parameters. */
export const planSearch = ({ messages, rate, wordings, control, lift }: Plan) => ({
  ...{ messages: Math.round(messages), wordings },
  ...{ rate: String(rate), control: String(control), lift: String(lift) },
})

/** A pinned plan in one parameter: `5000-2-3-10-10`. */
export const packPlan = ({ messages, rate, wordings, control, lift }: Plan): string =>
  [messages, rate, wordings, control, lift].join('~')

export function unpackPlan(text: string): Plan {
  const [messages, rate, wordings, control, lift] = text.split('~')
  return readPlan({ messages: Number(messages), rate, wordings: Number(wordings), control, lift })
}

/** The body of a simulation: shares instead of per cent. */
export const bodyOf = ({ messages, rate, wordings, control, lift }: Plan, worlds: number) => ({
  messages_per_day: messages,
  base_rate: rate / 100,
  variants: wordings,
  control_share: control / 100,
  lift: lift / 100,
  worlds,
})

/** The place of a value on its slider, from 0 to 1000, and back. */
export function placeOf({ min, max, isLogarithmic = false }: Setting, value: number): number {
  const share = isLogarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min)
  return Math.round(Math.min(1, Math.max(0, share)) * 1000)
}

export function valueAt({ min, max, step, isLogarithmic = false }: Setting, place: number): number {
  const share = place / 1000
  if (!isLogarithmic) return Math.round((min + share * (max - min)) / step) * step
  const value = min * (max / min) ** share
  // Two significant digits: what a person would say.
  return Math.max(min, Number(value.toPrecision(2)))
}
