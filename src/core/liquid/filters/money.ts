import { currencyDigits, isCurrency } from '../../../lib/currencies.ts'
import { fromMinorUnits } from '../../../lib/money.ts'
import { readDecimal, toValue } from './decimal.ts'
import { textOf } from './text.ts'

/** Currencies of countries, for locales such as en-GB that stand in the place of a currency. */
const CURRENCY_OF: Readonly<Record<string, string>> = {
  ...{ US: 'USD', GB: 'GBP', CA: 'CAD', AU: 'AUD', NZ: 'NZD', CH: 'CHF', JP: 'JPY', CN: 'CNY', IN: 'INR' },
  ...{ BR: 'BRL', MX: 'MXN', SE: 'SEK', NO: 'NOK', DK: 'DKK', PL: 'PLN', CZ: 'CZK', HU: 'HUF', KR: 'KRW' },
  ...{ ZA: 'ZAR', SG: 'SGD', HK: 'HKD', TR: 'TRY', IL: 'ILS', AE: 'AED', SA: 'SAR', TH: 'THB', ID: 'IDR' },
}
const EURO = new Set('AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK'.split(' '))

/** Where a filter names no currency and no locale. */
const [DEFAULT_CURRENCY, DEFAULT_LOCALE] = ['USD', 'en-US']

const numberOf = (value: unknown): number => Number(toValue(readDecimal(value)))

interface Style {
  readonly currency: string
  readonly locale: string
}

/** Reads a currency, a locale, or both, in any order. */
function styleOf(args: readonly unknown[]): Style {
  const texts = args.map(textOf).filter(text => text !== '')
  const code = texts.map(text => text.toUpperCase()).find(isCurrency)
  const given = texts.find(text => !isCurrency(text.toUpperCase()))
  const locale = given === undefined ? undefined : readLocale(given)
  return {
    currency: code ?? currencyIn(locale),
    locale: locale?.toString() ?? DEFAULT_LOCALE,
  }
}

function readLocale(text: string): Intl.Locale {
  try {
    return new Intl.Locale(text.replaceAll('_', '-'))
  } catch {
    throw new Error(`"${text}" is neither a currency nor a locale`)
  }
}

function currencyIn(locale: Intl.Locale | undefined): string {
  const region = locale?.maximize().region ?? ''
  return EURO.has(region) ? 'EUR' : (CURRENCY_OF[region] ?? DEFAULT_CURRENCY)
}

const formatters = new Map<string, Intl.NumberFormat>()
const FORMATTERS_MAX = 200

function formatterOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options])
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(locale, options)
  if (formatters.size < FORMATTERS_MAX) formatters.set(key, formatter)
  return formatter
}

function currency(amount: number, { currency, locale }: Style, digits = currencyDigits(currency)): string {
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const
  return formatterOf(locale, options).format(amount)
}

/** Shopify's amounts are whole cents: 1999 is $19.99. */
const fromCents = (value: unknown, { currency }: Style): number =>
  fromMinorUnits(numberOf(value), currency, {})

/** The whole part in groups of three. */
function delimit(value: unknown, delimiter: string, separator: string): string {
  const text = textOf(toValue(readDecimal(value)))
  const [, sign = '', whole = '', , decimals] = /^(-?)(\d+)(\.(\d+))?$/.exec(text) ?? []
  if (whole === '') return text
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, () => delimiter)
  return sign + grouped + (decimals === undefined ? '' : separator + decimals)
}

function decimals(value: unknown, style: Style): string {
  const digits = currencyDigits(style.currency)
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return formatterOf(style.locale, options).format(fromCents(value, style))
}

function money(value: unknown, style: Style, isShort = false): string {
  const amount = fromCents(value, style)
  return currency(amount, style, isShort && Number.isInteger(amount) ? 0 : undefined)
}

/** Filters of amounts and numbers: Customer.io's, Braze's and Shopify's. */
export const MONEY: Readonly<Record<string, (value: unknown, ...args: readonly unknown[]) => unknown>> = {
  currency: (value, ...args) => currency(numberOf(value), styleOf(args)),
  rounded_currency: (value, ...args) => currency(numberOf(value), styleOf(args), 0),
  money: (value, ...args) => money(value, styleOf(args)),
  money_with_currency: (value, ...args) => `${money(value, styleOf(args))} ${styleOf(args).currency}`,
  money_without_currency: (value, ...args) => decimals(value, styleOf(args)),
  money_without_trailing_zeros: (value, ...args) => money(value, styleOf(args), true),
  number_with_delimiter: (value, delimiter = ',', separator = '.') =>
    delimit(value, textOf(delimiter), textOf(separator)),
  format_number: (value, locale) =>
    formatterOf(locale === undefined ? DEFAULT_LOCALE : readLocale(textOf(locale)).toString(), {
      maximumFractionDigits: 20,
    }).format(numberOf(value)),
}
