import type { Finding } from '../../../core/platforms/vendor.ts'
import { conclude, type Verification } from '../../../core/platforms/verification.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import {
  type TransportDescription,
  type TransportSlug,
  transportSettings,
} from '../../../runtime/catalog/transports.ts'
import type { Transport } from '../transport.ts'
import { missingSettings } from '../transport-settings.ts'

export interface Verifying {
  readonly transports: ReadonlyMap<TransportSlug, Transport>
  /** Asks a platform's API with the stored credentials. */
  readonly askPlatform: (org: Org, platform: string) => Promise<readonly Finding[]>
}

/** Tries the credentials by which a transport sends, and sends nothing. */
export async function verifyTransport(
  { transports, askPlatform }: Verifying,
  org: Org,
  description: TransportDescription,
): Promise<Verification> {
  const { name, slug, platform } = description
  const missing = missingSettings(org, description).map(key => missingFinding(description, key))
  if (missing.length > 0) return conclude(name, missing, [])
  if (platform !== null) return conclude(name, [], await askPlatform(org, platform))
  const answer = await transports.get(slug)?.greet?.(transportSettings(org, slug))
  return conclude(name, [], answer === undefined ? [] : [answer])
}

const missingFinding = ({ name, settings }: TransportDescription, key: string): Finding => {
  const field = settings.find(each => each.key === key)
  return {
    check: `Send messages: ${field?.label ?? key}`,
    status: 'fails',
    message: `It is not set, so ${name} can send nothing.`,
    fix: field?.help ?? `Set ${key} of the platform.`,
  }
}
