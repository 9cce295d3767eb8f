import { ownOf } from '../../../lib/own.ts'
import { OutboundError } from '../../../runtime/outbound/failure.ts'
import { SourceError } from '../source-error.ts'

/** What was asked of the store, or of its service for roles. */
export interface Asked {
  readonly action: 'list' | 'read' | 'store' | 'delete' | 'assume'
  /** The prefix, the object or the role. */
  readonly name: string
}

/** A call that the store has refused or not answered. */
export class RefusedError extends SourceError {
  /** The name of the refusal, such as AccessDenied. */
  readonly code: string
  /** How to mend it: the permission that is missing, the setting that is wrong. */
  readonly fix: string

  constructor(action: Asked['action'], sentence: string, code: string, fix: string) {
    super(`${sentence} (${code}). ${WRITES.has(action) ? '' : 'Nothing was changed. '}${fix}`)
    this.code = code
    this.fix = fix
  }
}

/** What was written before stays. */
const WRITES: ReadonlySet<Asked['action']> = new Set(['store', 'delete'])

const SENTENCES: Readonly<Record<Asked['action'], (name: string) => string>> = {
  list: name => `The bucket refused to list ${name}`,
  read: name => `The bucket refused to send ${name}`,
  store: name => `The bucket refused to store ${name}`,
  delete: name => `The bucket refused to delete ${name}`,
  assume: name => `Parley may not take on the role ${name}`,
}

/** Why a call of Amazon's library failed. Errors that are not of the call stay as they are. */
export function toRefusal(error: unknown, { action, name }: Asked): unknown {
  if (error instanceof SourceError || !(error instanceof Error)) return error
  if (error instanceof OutboundError) return new SourceError(error.message)
  const status = statusOf(error)
  const code = codeOf(error)
  if (status !== undefined && status < 500)
    return new RefusedError(action, SENTENCES[action](name), code, fixOf(code, action, error.message))
  if (status !== undefined || NETWORK.has(code))
    return new RefusedError(
      action,
      `The store did not answer: it was asked to ${action} ${name}`,
      code,
      LATER,
    )
  if (code === 'CredentialsProviderError')
    return new RefusedError(action, SENTENCES[action](name), code, NO_IDENTITY)
  return error
}

const LATER = 'See whether it can be reached from this server. The next run tries again.'
const NO_IDENTITY =
  'This server has no identity at Amazon: no variables, no profile, no role. Choose static credentials, or ask the operator.'

const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'TimeoutError'],
])

function statusOf(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

/** Some stores give the code in another place than Amazon's, and the network in a third. */
function codeOf(error: Error): string {
  if ('Code' in error) return String(error.Code)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

function fixOf(code: string, action: Asked['action'], message: string): string {
  const known = ownOf(FIXES, code)
  if (known !== undefined) return known
  // Amazon names the permission in its message.
  if (action === 'read' && /kms:/i.test(message)) return `${MISSING} kms:Decrypt for the key of the bucket.`
  return DENIED[action]
}

const MISSING = 'The key or role lacks the permission'
const DENIED: Readonly<Record<Asked['action'], string>> = {
  list: `${MISSING} s3:ListBucket on the bucket for this prefix.`,
  read: `${MISSING} s3:GetObject on the objects under the prefix.`,
  store: `${MISSING} s3:PutObject on the objects under the prefix.`,
  delete: `${MISSING} s3:DeleteObject on the objects under the prefix.`,
  assume:
    'Its trust policy has to name this server and the external id of this source; this server needs sts:AssumeRole.',
}

const SECRET = 'The secret access key is not that of the access key. Paste both again.'
const REGION = 'The bucket is in another region. Change the region of the source.'
const FIXES: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: SECRET,
  InvalidAccessKeyId: 'There is no such access key. Paste it again.',
  InvalidClientTokenId: 'There is no such access key. Paste it again.',
  ExpiredToken: 'The credentials of this server have expired.',
  NoSuchBucket: 'There is no such bucket. Check its name, its region and the endpoint.',
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
}
