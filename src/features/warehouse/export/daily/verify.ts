import type { Finding } from '../../../../core/platforms/vendor.ts'
import { RefusedError } from '../../s3/refusal.ts'
import { SourceError } from '../../source-error.ts'
import type { OpenPlace } from './place.ts'

/** Stored, listed and deleted again, to see whether that works. */
const PROBE = '_parley-check/probe.txt'

/** Tries what a run does: takes on the role, stores a small object, lists it, and deletes it. */
export async function verifyPlace({ destination, takeOnRole }: OpenPlace): Promise<readonly Finding[]> {
  const steps: readonly (readonly [check: string, works: string, step: () => Promise<unknown>])[] = [
    [
      'Store an object',
      'Parley stored a small object.',
      () => destination.putText(PROBE, 'Parley was here.\n'),
    ],
    ['List a folder', 'Parley listed its folder.', () => destination.list('_parley-check')],
    ['Delete an object', 'Parley deleted it again.', () => destination.remove([PROBE])],
  ]
  const findings: Finding[] = []
  try {
    if (await takeOnRole()) findings.push(works('Take on the role', 'Parley took on the role.'))
  } catch (error) {
    return [failed('Take on the role', error)]
  }
  for (const [check, message, step] of steps) {
    try {
      await step()
      findings.push(works(check, message))
    } catch (error) {
      findings.push(failed(check, error))
      // What could not be stored can be neither listed nor deleted.
      if (check === 'Store an object') break
    }
  }
  return findings
}

const works = (check: string, message: string): Finding => ({ check, status: 'works', message, fix: null })

/** @throws what is no answer of the store */
function failed(check: string, error: unknown): Finding {
  if (!(error instanceof SourceError)) throw error
  const fix = error instanceof RefusedError ? error.fix : 'Change the settings, and verify them again.'
  return { check, status: 'fails', message: error.message, fix }
}
