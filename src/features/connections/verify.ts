import { fieldOfKey, valuesOfKey } from '../../core/platforms/named-settings.ts'
import type { Platform, Settings } from '../../core/platforms/platform.ts'
import type { Finding, VendorCall } from '../../core/platforms/vendor.ts'
import { conclude, missingForReports, type Verification } from '../../core/platforms/verification.ts'

/**
 * Tests a platform's stored credentials at the vendor's API. Every answer, and a missing answer, is a finding.
 * Secrets that the vendor repeats are removed.
 * @param hasIngestKey whether the organisation has a key that may report events
 * @param onError called if a probe throws: that is a bug in Parley
 */
export async function verifyPlatform(
  platform: Platform,
  settings: Settings,
  hasIngestKey: boolean,
  call: VendorCall,
  onError: (error: unknown) => void,
): Promise<Verification> {
  const missing = missingForReports(
    platform,
    key => valuesOfKey(settings, key).length > 0,
    settings,
    hasIngestKey,
  )
  const asked = await askPlatform(platform, settings, call, onError)
  const concluded = conclude(platform.name, missing, asked)
  return { ...concluded, findings: concluded.findings.map(withoutSecrets(platform, settings)) }
}

/** The findings of a platform's own checks. Secrets are removed. */
export async function askPlatform(
  platform: Platform,
  settings: Settings,
  call: VendorCall,
  onError: (error: unknown) => void,
): Promise<readonly Finding[]> {
  const { name } = platform
  if (!platform.probe) return [nothingToAsk(name)]
  try {
    return (await platform.probe(settings, call)).map(withoutSecrets(platform, settings))
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
  status: 'not-asked',
  message: `Parley calls no API of ${name}, so there is nothing to ask. To test the connection, make ${name} send a report and look for it in the inbound log.`,
  fix: null,
})

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
