import type { Config } from '../../config.ts'
import { createLog } from '../../log.ts'
import { startServer } from '../../serve.ts'
import { createSend } from './client.ts'
import { createDemoOrg, type DemoOrg } from './demo-org.ts'
import { withFreePort, withOperatorKey } from './place.ts'

/**
 * Creates the demo organisation in the configured store, without traffic.
 * @throws Error if the organisation already exists
 */
export async function seed(config: Config, slug: string): Promise<DemoOrg> {
  // The server runs only for a moment, so nobody else needs to reach it.
  const own = await withFreePort(withOperatorKey({ ...config, host: '127.0.0.1', port: 0 }))
  const server = await startServer(own, createLog('error', 2), { withWorker: false })
  try {
    return await createDemoOrg(createSend(server.url), own.adminKey, slug)
  } finally {
    await server.close()
  }
}

/** The information that a user needs next. */
export const describeSeed = (
  { slug, key, platformKey, signingKey }: DemoOrg,
  { publicUrl, port }: Config,
): string =>
  [
    `The organisation "${slug}" is ready: three templates with four variants each. Keys are shown this once.`,
    `  Your key                     ${key}`,
    `  Key for platforms            ${platformKey}`,
    `  Customer.io signing key      ${signingKey}`,
    `  Start the server, then:      curl -H 'X-Api-Key: ${key}' ${publicUrl || `http://127.0.0.1:${port}`}/api/v1/orgs/${slug}/templates`,
  ].join('\n')
