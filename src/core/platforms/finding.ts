import { readText } from './fields.ts'
import type { Finding, VendorCall, VendorRequest, VendorResponse } from './vendor.ts'

/** One harmless call to a vendor's API, and what its possible answers mean to a person. */
export interface Trial {
  /** What is tried, such as "List campaigns". */
  readonly check: string
  readonly vendor: string
  readonly request: VendorRequest
  /** What to say when it works. */
  readonly works: string
  /** Whether an answer shows that the credentials are good for it. Left out: any 2xx does. */
  readonly isGranted?: (answer: VendorResponse) => boolean
  /** The vendor's own words about a refusal, where its answers have them. */
  readonly readReason: (body: unknown) => unknown
  readonly fixes: Readonly<Record<'unknownKey' | 'notAllowed' | 'notFound', string>>
}

const REASON_LENGTH_MAX = 300

/** Makes the call, and says in plain words what came of it. */
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
    return { meaning: `${vendor} is asked too much at the moment.`, fix: 'Verify again in a minute.' }
  if (status >= 500)
    return {
      meaning: `${vendor} has trouble of its own.`,
      fix: `Verify again later; the status page of ${vendor} may say more.`,
    }
  return { meaning: `${vendor} answered something unexpected.`, fix: fixes.notFound }
}

/** For everything that needs a setting which is not there. */
export const notConfigured = (check: string, missing: string, fix: string): Finding => ({
  check,
  status: 'not-configured',
  message: `${missing} is not set.`,
  fix,
})
