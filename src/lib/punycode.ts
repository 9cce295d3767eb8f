import { domainToUnicode } from 'node:url'

/** A domain in Unicode: `xn--mller-kva.de` is `müller.de`. One that cannot be decoded is given back. */
export const unicodeDomain = (domain: string): string => domainToUnicode(domain) || domain
