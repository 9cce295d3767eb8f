import { fieldOfKey, valuesOfKey } from '../../core/platforms/named-settings.ts'
import type { Platform, Settings } from '../../core/platforms/platform.ts'
import type { Finding, VendorCall } from '../../core/platforms/vendor.ts'

export interface Verification {
  /** Whether at least one check works and no check fails. */
  readonly ok: boolean
  readonly findings: readonly Finding[]
}

/**
 * Tests a platform's stored credentials at the vendor's API. Every answer, and a missing answer, is a finding.
 * Secrets that the vendor repeats are removed.
 * @param onError called if a probe throws: that is a bug in Parley
 */
export async function verifyPlatform(
  platform: Platform,
  settings: Settings,
  call: VendorCall,
  onError: (error: unknown) => void,
): Promise<Verification> {
  const asked = await probe(platform, settings, call, onError)
  const findings = [...missing(platform, settings), ...asked].map(withoutSecrets(platform, settings))
  const has = (status: Finding['status']) => findings.some(finding => finding.status === status)
  return { ok: has('works') && !has('fails'), findings }
}

async function probe(
  platform: Platform,
  settings: Settings,
  call: VendorCall,
  onError: (error: unknown) => void,
): Promise<readonly Finding[]> {
  const { name } = platform
  if (!platform.probe) return [nothingToAsk(name)]
  try {
    return await platform.probe(settings, call)
  } catch (error) {
    onError(error)
    return [
      {
        check: `Ask ${name}`,
        status: 'fails',
        message: `Parley could not call ${name} with these settings.`,
        fix: 'Check the settings for mistakes, such as a malformed address. If they are correct, the log of this server has the error.',
      },
    ]
  }
}

const nothingToAsk = (name: string): Finding => ({
  check: `Ask ${name}`,
  status: 'works',
  message: `Parley calls no API of ${name}, so there is nothing to verify. To test the connection, make ${name} send a report and look for it in the inbound log.`,
  fix: null,
})

/** Without these settings Parley refuses every call of the platform, whatever its API answers. */
const missing = (platform: Platform, settings: Settings): readonly Finding[] =>
  platform.settings
    .filter(({ key, required }) => required && valuesOfKey(settings, key).length === 0)
    .map(({ label, help }) => ({
      check: `Receive reports: ${label}`,
      status: 'fails',
      message: `It is not set, so Parley refuses all calls of ${platform.name}.`,
      fix: help,
    }))

const withoutSecrets = (platform: Platform, settings: Settings) => {
  const secrets = Object.entries(settings).flatMap(([key, value]) => {
    const isSecret = fieldOfKey(platform.settings, key)?.kind === 'secret'
    return isSecret && value ? [value, encodeURIComponent(value)] : []
  })
  const hide = (text: string) => secrets.reduce((said, secret) => said.replaceAll(secret, '(hidden)'), text)
  return ({ check, status, message, fix }: Finding): Finding => ({
    check,
    status,
    message: hide(message),
    fix: fix === null ? null : hide(fix),
  })
}
