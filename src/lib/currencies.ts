// ISO 4217: the codes of money and how many decimals each has. A row never changes its decimals, because amounts are
// stored by them: docs/decisions/0007-currency-scale.md. Codes without decimals of their own, such as XAU or XXX, are
// no money. The runtime's table (Intl) is not asked: it differs from one Node to the next.
const CODES: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

// Withdrawn since 2020, and still sent. All had two decimals.
const WITHDRAWN = 'ANG BGN CUC HRK SLL ZWL'

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(CODES).flatMap(([digits, codes]) => rowsOf(codes, Number(digits))),
  ...rowsOf(WITHDRAWN, 2),
])

function rowsOf(codes: string, digits: number): readonly (readonly [string, number])[] {
  return codes.split(/\s+/).map(code => [code, digits])
}

/** Whether a code in capitals is money by ISO 4217. */
export const isCurrency = (code: string): boolean => DIGITS.has(code)

/** How many decimals a currency has: 2 for USD, 0 for JPY, 3 for KWD; 2 for codes that the table does not hold. */
export const currencyDigits = (code: string): number => DIGITS.get(code) ?? 2
