import type { Platform } from './platform.ts'
import type { Settings } from './settings.ts'
import type { Finding } from './vendor.ts'

/**
 * The one thing that a verification says. works: asked, and everything that is set works. refused: asked, and
 * something was refused or not reached. not-asked: complete, but there was nothing to ask with, or nobody to ask.
 * incomplete: something is missing without which nothing can work.
 */
export const OUTCOMES = ['works', 'refused', 'not-asked', 'incomplete'] as const
export type VerificationOutcome = (typeof OUTCOMES)[number]

export interface Verification {
  readonly outcome: VerificationOutcome
  /** The outcome in a sentence. */
  readonly message: string
  /** Whether the outcome is `works`. */
  readonly ok: boolean
  readonly findings: readonly Finding[]
}

/**
 * @param missing what nothing can work without
 * @param asked the results of the calls
 */
export function conclude(name: string, missing: readonly Finding[], asked: readonly Finding[]): Verification {
  const outcome = outcomeOf(missing, asked)
  return {
    outcome,
    message: MESSAGES[outcome](name),
    ok: outcome === 'works',
    findings: [...missing, ...asked],
  }
}

function outcomeOf(missing: readonly Finding[], asked: readonly Finding[]): VerificationOutcome {
  if (missing.length > 0) return 'incomplete'
  if (asked.some(({ status }) => status === 'fails')) return 'refused'
  return asked.some(({ status }) => status === 'works') ? 'works' : 'not-asked'
}

const MESSAGES: Readonly<Record<VerificationOutcome, (name: string) => string>> = {
  works: name => `Parley asked ${name}, and everything that is set works.`,
  refused: name => `Parley asked ${name}, and was refused or not answered. The findings say what to do.`,
  'not-asked': name => `Parley did not ask ${name}. The findings say how to see that it works.`,
  incomplete: name => `The set-up of ${name} is not complete. The findings say what is missing.`,
}

/** What is missing before any call of a platform can be accepted. Empty if nothing is. */
export function missingForReports(
  platform: Platform,
  isSet: (key: string) => boolean,
  settings: Settings,
  hasIngestKey: boolean,
): readonly Finding[] {
  const { name, missingProof } = platform
  const unset = platform.settings
    .filter(({ key, required }) => required && !isSet(key))
    .map(({ label, help }) => ({ check: `Receive reports: ${label}`, fix: help }))
  const proof = missingProof?.(settings, hasIngestKey)
  return [
    ...unset,
    ...(proof === undefined ? [] : [{ check: 'Receive reports: a credential', fix: proof }]),
  ].map(found => ({
    ...found,
    status: 'fails' as const,
    message: `It is not set, so Parley refuses all calls of ${name}.`,
  }))
}
