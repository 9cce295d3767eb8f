import type { EvaluateBody } from './schema.ts'

/**
 * Reads the flags.
 * @throws Error with the flag and the fix
 */
export function readEvaluateFlags(
  flags: Readonly<Record<string, string | boolean | undefined>>,
): EvaluateBody {
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined)
  const policy = text('policy')
  if (policy === undefined) throw new Error('Name the policy: --policy adaptive')
  const [epsilon, weights, from, to] = [text('epsilon'), text('weights'), text('from'), text('to')]
  return {
    policy,
    ...(epsilon !== undefined && { epsilon: readEpsilon(epsilon) }),
    ...(weights !== undefined && { weights: readWeights(weights) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }
}

function readEpsilon(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 0 && value <= 1) return value
  throw new Error(`--epsilon must be a number from 0 to 1, not "${text}".`)
}

function readWeights(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(',').map(part => {
      const match = /^\s*([^=\s]+)\s*=\s*(\d*\.?\d+)\s*$/.exec(part)
      if (match?.[1] !== undefined) return [match[1], Number(match[2])]
      throw new Error(`--weights must be <variant id>=<number>, separated by commas; not "${part.trim()}".`)
    }),
  )
}
