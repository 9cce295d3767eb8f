import { Banner } from '../../kit/show/banner.tsx'

const PRIVATE =
  /^(localhost|.*\.localhost|.*\.local|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[(::1|f[cde])|0\.0\.0\.0)/i

/** Said first, and in nobody's way: a platform cannot reach a private address. */
export function PublicAddress({
  endpoint,
  platform,
}: {
  readonly endpoint: string
  readonly platform: string
}) {
  const { host, protocol } = new URL(endpoint)
  if (PRIVATE.test(host))
    return (
      <Banner tone="warning">
        {platform} cannot reach <code>{host}</code>: the address is private. Set <code>PUBLIC_URL</code> to an
        https address that the internet reaches, and restart Parley. You can follow the steps meanwhile.
      </Banner>
    )
  if (protocol === 'http:')
    return (
      <Banner tone="warning">
        The public address is not https. Most platforms refuse to send reports or keys to it.
      </Banner>
    )
  return null
}
