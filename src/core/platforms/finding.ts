import { readText } from './fields.ts'
import type { Finding, VendorCall, VendorRequest, VendorResponse } from './vendor.ts'

/** One harmless call to a vendor's API, with the meaning of its possible answers for users. */
export interface Trial {
  /** The name of the check, such as "List campaigns". */
  readonly check: string
  readonly vendor: string
  readonly request: VendorRequest
  /** The message if it works. */
  readonly works: string
  /** Whether an answer shows that the credentials are sufficient. Default: any 2xx. */
  readonly isGranted?: (answer: VendorResponse) => boolean
  /** The vendor's own message about a refusal, if its answers have one. */
  readonly readReason: (body: unknown) => unknown
  readonly fixes: Readonly<Record<'unknownKey' | 'notAllowed' | 'notFound', string>>
}

const REASON_LENGTH_MAX = 300

/** Makes the call and describes the result in plain words. */
export async function tryOut(trial: Trial, call: VendorCall): Promise<Finding> {
  const { check, vendor, request, works, isGranted = isSuccess, readReason } = trial
  const answer = await call(request)
  if (!answer.ok) {
    return {
      check,
      status: 'fails',
      message: `${vendor} could not be reached at ${new URL(request.url).host}: ${answer.reason}`,
      fix: trial.fixes.notFound,
    }
  }
  if (isGranted(answer.value)) return { check, status: 'works', message: works, fix: null }
  const { status, body } = answer.value
  const reason = readText(readReason(body), REASON_LENGTH_MAX)
  const { meaning, fix } = explain(status, trial)
  const message = `${meaning} (HTTP ${status}${reason === null ? '' : `: ${reason}`})`
  return { check, status: 'fails', message, fix }
}

const isSuccess = ({ status }: VendorResponse): boolean => status >= 200 && status < 300

function explain(status: number, { vendor, fixes }: Trial): { meaning: string; fix: string } {
  if (status === 401) return { meaning: `${vendor} does not accept the key.`, fix: fixes.unknownKey }
  if (status === 403)
    return { meaning: `${vendor} knows the key but does not allow this.`, fix: fixes.notAllowed }
  if (status === 404) return { meaning: `${vendor} has nothing at this address.`, fix: fixes.notFound }
  if (status === 429)
    return {
      meaning: `${vendor} is receiving too many requests at the moment.`,
      fix: 'Verify again in a minute.',
    }
  if (status >= 500)
    return {
      meaning: `${vendor} has an internal problem.`,
      fix: `Verify again later; the status page of ${vendor} may say more.`,
    }
  return { meaning: `${vendor} gave an unexpected answer.`, fix: fixes.notFound }
}

/** The finding for a check that needs a missing setting. */
export const notConfigured = (check: string, missing: string, fix: string): Finding => ({
  check,
  status: 'not-configured',
  message: `${missing} is not set.`,
  fix,
})
