import { type Template, TypeGuards } from 'liquidjs'
import { Float } from './filters/float.ts'
import { argumentsOf } from './ranges.ts'

/** Makes floats of the numbers that are written with decimals. The engine reads 2.0 as 2, and 5 by 2.0 is 2.5. */
export function keepDecimals(templates: readonly Template[]): void {
  for (const token of argumentsOf(templates)) {
    if (TypeGuards.isNumberToken(token) && token.getText().includes('.'))
      Object.defineProperty(token, 'content', { value: new Float(token.content) })
  }
}
