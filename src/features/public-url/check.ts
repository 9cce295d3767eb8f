import { randomBytes } from 'node:crypto'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import type { PublicUrlCheck } from './schema.ts'

export interface Checking {
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly outbound: Outbound
  readonly vault: Vault
}

const PURPOSE = 'public-url'

/** Proves that this server has answered: only a process with the same secret key can open it. */
export const proofOf = (vault: Vault, token: string): string => vault.seal(`${PURPOSE} ${token}`)

function isProof(vault: Vault, proof: string, token: string): boolean {
  try {
    return vault.open(proof) === `${PURPOSE} ${token}`
  } catch {
    return false
  }
}

export const PROOF_PATH = '/api/v1/public-url'

/** Calls this server at its public URL, as a platform would, and looks who answers. */
export async function checkPublicUrl({ publicUrl, outbound, vault }: Checking): Promise<PublicUrlCheck> {
  const token = randomBytes(16).toString('hex')
  const startedAt = performance.now()
  const reply = await outbound.send({ method: 'GET', url: `${publicUrl}${PROOF_PATH}/${token}`, headers: {} })
  const took = Math.round(performance.now() - startedAt)
  const answer = (outcome: PublicUrlCheck['outcome'], detail: string, took_ms: number | null) => ({
    url: publicUrl,
    outcome,
    detail,
    took_ms,
  })
  if (!reply.ok) {
    const { kind, message } = reply.reason
    if (kind !== 'address-refused') return answer('not-reached', message, null)
    // The same address with https: is it the address that is refused, or only http?
    const encrypted = await outbound.vet(publicUrl.replace(/^http:/, 'https:'))
    return encrypted.ok
      ? answer('not-reached', `${publicUrl} has no encryption. Set PUBLIC_URL to an https:// address.`, null)
      : answer('private', `Platforms on the internet cannot call ${publicUrl}. Set PUBLIC_URL.`, null)
  }
  const { status, body } = reply.value
  if (status === 200 && isProof(vault, Buffer.from(body).toString('utf8'), token))
    return answer('reached', `A call to ${publicUrl} arrived at this server.`, took)
  return answer(
    'another-server',
    `${publicUrl} answered with status ${status}, but not as this server. Check PUBLIC_URL and what your proxy forwards.`,
    took,
  )
}
