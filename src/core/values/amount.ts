import { currencyDigits } from '../../lib/currencies.ts'
import { type Fields, isFields } from '../../lib/json.ts'
import { readCurrency } from '../../lib/money.ts'
import { currenciesOf } from './currency-sign.ts'
import { plainly } from './written.ts'

/** An amount of money. */
export interface Amount {
  /** In units of the currency. */
  readonly value: number
  /** The currencies that the amount itself allows: one for €, several for $. Undefined if it names none. */
  readonly currencies: readonly string[] | undefined
}

const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
/** Longer text is no amount. */
const LENGTH_MAX = 60

/**
 * An amount as senders write it: a number, also as text (39.95, 1e3); with separators of thousands and a sign or code
 * of a currency (1,234.56; € 1.299,00; 1 234,50 zł; CHF 1'200.–); negative with a minus anywhere outside, or in
 * brackets; or an object with an amount and a currency.
 * @returns null if it cannot be read without a guess: 1,234 may be a thousand or one and a bit
 */
export function readAmount(value: unknown): Amount | null {
  if (typeof value === 'number') return amountOf(value)
  if (typeof value === 'string') return value.length > LENGTH_MAX ? null : fromText(plainly(value))
  return isFields(value) ? fromObject(value) : null
}

const amountOf = (value: number, currencies?: readonly string[]): Amount | null =>
  Number.isFinite(value) ? { value, currencies } : null

function fromText(text: string): Amount | null {
  if (PLAIN.test(text)) return amountOf(Number(text))
  // The bracket of a negative amount may stand after the sign.
  const bare = text.replace(/\s+/g, ' ').replace(/^([^\d(),']+)\(/, '($1')
  const [, open = '', before = '', digits = '', after = '', close = ''] = PARTS.exec(bare) ?? []
  if (digits === '' || (open === '(') !== (close === ')')) return null
  const around = [before, after].map(side => side.replace('-', '').replace(/^\+/, '').trim())
  const signs = around.flatMap(side => side.split(' ')).filter(sign => sign !== '')
  const minuses = [before, after].filter(side => side.includes('-')).length + (open === '(' ? 1 : 0)
  const currencies = allowedBy(signs)
  if (currencies === null || minuses > 1) return null
  const number = readDigits(digits, currencies)
  return number === null ? null : amountOf(minuses === 1 && number !== 0 ? -number : number, currencies)
}

// A bracket, a sign or code, the digits with their separators, another sign or code, a bracket.
const PARTS = /^(\(?) ?([^\d(),']*?)(\d[\d.,'\u2019 ]*?(?:[.,:](?:--?|\u2014))?)([^\d(),']*)(\)?)$/u

/** The currencies that all these signs allow: undefined without signs, null for an unknown or a contradictory one. */
function allowedBy(signs: readonly string[]): readonly string[] | undefined | null {
  let allowed: readonly string[] | undefined
  for (const sign of signs) {
    const codes = currenciesOf(sign)
    if (codes === undefined) return null
    allowed = allowed === undefined ? codes : allowed.filter(code => codes.includes(code))
  }
  return allowed?.length === 0 ? null : allowed
}

const SEPARATORS = /[.,'\u2019 ]/g
// Groups of three, or as in India of two and at last three.
const GROUPS = /^\d{1,3}(?:(?<mark>[.,'\u2019 ])\d{3})(?:\k<mark>\d{3})*$/u
const GROUPS_OF_INDIA = /^\d{1,2}(?:,\d{2})*,\d{3}$/u

/** The number that digits with separators mean, or null if they may mean two numbers, or none. */
function readDigits(digits: string, currencies: readonly string[] | undefined): number | null {
  const text = digits.trim().replace(/[.,:](?:--?|\u2014)$/, '')
  const marks = text.match(SEPARATORS) ?? []
  const last = marks.at(-1)
  if (last === undefined) return Number(text)
  const isLone = marks.filter(mark => mark === last).length === 1
  // A point or comma that occurs once and comes last is the decimal sign. Any other separator groups.
  if ((last !== '.' && last !== ',') || !isLone) return isGrouped(text) ? withoutMarks(text) : null
  const [whole, part] = [text.slice(0, text.lastIndexOf(last)), text.slice(text.lastIndexOf(last) + 1)]
  if (marks.length > 1) return isGrouped(whole) ? Number(`${withoutMarks(whole)}.${part}`) : null
  const mayBeGroup = part.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
  if (!mayBeGroup) return Number(`${whole}.${part}`)
  // It groups if no amount in this currency has three decimals.
  return currencies?.every(code => currencyDigits(code) < 3) ? withoutMarks(text) : null
}

const withoutMarks = (text: string): number => Number(text.replace(SEPARATORS, ''))

const isGrouped = (text: string): boolean => GROUPS.test(text) || GROUPS_OF_INDIA.test(text)

/** {"amount": 5, "currency": "EUR"}, also as shops and banks nest and name it. */
function fromObject(fields: Fields): Amount | null {
  const inner = fields['amount'] ?? fields['value'] ?? fields['shop_money'] ?? fields['shopMoney']
  // An object in an object is read once more, no deeper.
  const said = isFields(inner) ? (inner['amount'] ?? inner['value']) : inner
  const names = ['currency', 'currency_code', 'currencyCode']
  const codes = [fields, isFields(inner) ? inner : {}].flatMap(from => names.map(name => from[name]))
  const code = codes.find(each => each !== undefined && each !== null && each !== '')
  const amount = said === undefined ? fromSmallUnits(fields) : isFields(said) ? null : readAmount(said)
  // Whether 500 with a precision of 2 is 500 or 5 depends on the library that wrote it.
  if (amount === null || (isSmall(fields) && Number.isInteger(amount.value))) return null
  if (code === undefined) return amount
  const currency = readCurrency(code)
  if (currency === null || amount.currencies?.includes(currency) === false) return null
  return { ...amount, currencies: [currency] }
}

const isSmall = (fields: Fields): boolean =>
  fields['centAmount'] === undefined && ['precision', 'scale'].some(name => Number(fields[name]) > 0)

/** The amounts of commercetools, of Google's APIs, and of its advertisements. */
function fromSmallUnits(fields: Fields): Amount | null {
  const [cents, units] = [readAmount(fields['centAmount']), readAmount(fields['units'])]
  if (cents !== null) return amountOf(cents.value / 10 ** (readAmount(fields['fractionDigits'])?.value ?? 2))
  if (units !== null) return amountOf(units.value + (readAmount(fields['nanos'])?.value ?? 0) / 1e9)
  const micros = readAmount(fields['amountMicros'] ?? fields['amount_micros'])
  return micros === null ? null : amountOf(micros.value / 1e6)
}
