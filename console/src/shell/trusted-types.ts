/** https://www.w3.org/TR/trusted-types/, as far as it is used; browsers without it have no `trustedTypes`. */
interface WithTrustedTypes {
  readonly trustedTypes?: {
    createPolicy(name: 'default', rules: { createHTML(text: string): string | null }): unknown
  }
}

/**
 * Lets an element be emptied by `innerHTML = ''`, as React Aria does before it announces the new value of a field. The
 * server's policy refuses it otherwise, and the page would end with an error. Any other text stays refused.
 */
export function allowEmptyHtml(): void {
  const { trustedTypes } = globalThis as WithTrustedTypes
  trustedTypes?.createPolicy('default', { createHTML: text => (text === '' ? text : null) })
}
