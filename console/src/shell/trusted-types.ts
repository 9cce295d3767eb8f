/** Trusted Types of the W3C, as far as they are used. Browsers without them have no `trustedTypes`. */
interface WithTrustedTypes {
  readonly trustedTypes?: {
    createPolicy(name: 'default', rules: { createHTML(text: string): string | null }): unknown
  }
}

/**
 * Lets the HTML of an element be set to nothing, as React Aria does before it announces the new value of a field. The
 * server's policy refuses it otherwise, and the page would end with an error. Any other text stays refused.
 */
export function allowEmptyHtml(): void {
  const { trustedTypes } = globalThis as WithTrustedTypes
  trustedTypes?.createPolicy('default', { createHTML: text => (text === '' ? text : null) })
}
