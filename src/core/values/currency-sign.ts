import { isCurrency } from '../../lib/currencies.ts'

/** The currencies that a sign may mean. */
const SIGNS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '€': 'EUR',
    '₹': 'INR',
    '₽': 'RUB',
    '₩': 'KRW',
    '₺': 'TRY',
    '₴': 'UAH',
    '₫': 'VND',
    '₪': 'ILS',
    '₱': 'PHP',
    '₦': 'NGN',
    '₸': 'KZT',
    '₾': 'GEL',
    '฿': 'THB',
    '₡': 'CRC',
    '₲': 'PYG',
    '₵': 'GHS',
    '৳': 'BDT',
    '₼': 'AZN',
    '₮': 'MNT',
    '₭': 'LAK',
    '៛': 'KHR',
    '֏': 'AMD',
    'د.إ': 'AED',
    'ر.س': 'SAR',
    euro: 'EUR',
    euros: 'EUR',
    yen: 'JPY',
    грн: 'UAH',
    ريال: 'IRR SAR YER OMR QAR',
    r$: 'BRL',
    us$: 'USD',
    usd$: 'USD',
    ca$: 'CAD',
    c$: 'CAD',
    cad$: 'CAD',
    a$: 'AUD',
    au$: 'AUD',
    aud$: 'AUD',
    nz$: 'NZD',
    hk$: 'HKD',
    nt$: 'TWD',
    s$: 'SGD',
    mx$: 'MXN',
    zł: 'PLN',
    kč: 'CZK',
    ft: 'HUF',
    lei: 'RON',
    лв: 'BGN',
    руб: 'RUB',
    rs: 'INR PKR LKR NPR MUR SCR',
    fr: 'CHF',
    sfr: 'CHF',
    rp: 'IDR',
    rm: 'MYR',
    r: 'ZAR',
    kr: 'SEK NOK DKK ISK',
    '£': 'GBP EGP GIP FKP SHP SSP SYP LBP SDG',
    '¥': 'JPY CNY',
    円: 'JPY',
    元: 'CNY TWD HKD',
    $: 'USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU DOP JMD TTD BBD BSD BZD BMD BND FJD GYD KYD LRD NAD SBD SRD XCD XCG',
  }).map(([sign, codes]) => [sign, codes.split(' ')]),
)

/**
 * The currencies that a sign or a code may mean: one for € and for USD, several for $.
 * @returns undefined if it means none
 */
export function currenciesOf(sign: string): readonly string[] | undefined {
  const code = sign.toUpperCase()
  if (isCurrency(code)) return [code]
  const lower = sign.toLowerCase()
  return SIGNS.get(lower) ?? (lower.endsWith('.') ? currenciesOf(sign.slice(0, -1)) : undefined)
}
