// ISO 4217: currency codes and their decimals. A row never changes its decimals, because stored amounts depend on
// them: docs/decisions/0007-currency-scale.md. Codes without decimals, such as XAU or XXX, are not currencies. The
// runtime's table (Intl) is not used, because it differs between Node versions.
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

// Withdrawn since 2020, but still in use. All had two decimals.
const WITHDRAWN = 'ANG BGN CUC HRK SLL ZWL'

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(CODES).flatMap(([digits, codes]) => rowsOf(codes, Number(digits))),
  ...rowsOf(WITHDRAWN, 2),
])

function rowsOf(codes: string, digits: number): readonly (readonly [string, number])[] {
  return codes.split(/\s+/).map(code => [code, digits])
}

/** Whether a code in capitals is an ISO 4217 currency. */
export const isCurrency = (code: string): boolean => DIGITS.has(code)

/** The number of decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD; 2 for codes that are not in the table. */
export const currencyDigits = (code: string): number => DIGITS.get(code) ?? 2
