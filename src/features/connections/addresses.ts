import type { Platform } from '../../core/platforms/platform.ts'
import type { Result } from '../../lib/result.ts'
import { pointerTo, refuseAny } from '../../runtime/http/unprocessable.ts'

/** Whether Parley may call a URL; otherwise why not. */
export type VetUrl = (url: string) => Promise<Result<unknown, { readonly message: string }>>

/** @throws Problem unprocessable, with every address that Parley may not call */
export async function refuseAddresses(
  vetUrl: VetUrl,
  { settings }: Pick<Platform, 'settings'>,
  changes: Readonly<Record<string, string | null>>,
): Promise<void> {
  const addresses = settings.flatMap(({ key, isAddress }) => {
    const url = isAddress ? changes[key]?.trim() : undefined
    return url ? [{ key, url }] : []
  })
  const vetted = await Promise.all(
    addresses.map(async ({ key, url }) => ({ key, vetted: await vetUrl(url) })),
  )
  refuseAny(
    vetted.flatMap(({ key, vetted: found }) =>
      found.ok ? [] : [{ field: pointerTo('settings', key), message: found.reason.message }],
    ),
  )
}
