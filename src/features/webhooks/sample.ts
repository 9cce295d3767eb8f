import type { Platform } from '../../core/platforms/platform.ts'
import { createId } from '../../lib/id.ts'
import type { Signal } from '../../lib/signal.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { SAMPLE_HEADER } from './headers.ts'
import type { Door } from './receive.ts'

/**
 * Stores a made-up report as if the platform had sent it, marked as a sample.
 * @returns the id of the stored call
 * @throws Problem unavailable
 */
export async function storeSample(
  { inbox, inboundArrived }: Pick<Door, 'inbox'> & { readonly inboundArrived: Signal },
  org: Org,
  platform: Platform,
  report: unknown,
  at: Date,
): Promise<string> {
  const id = createId(at.getTime())
  try {
    await inbox.add({
      id,
      orgId: org.id,
      platform: platform.slug,
      receivedAt: at,
      headers: JSON.stringify({ 'content-type': 'application/json', [SAMPLE_HEADER]: 'true' }),
      query: '{}',
      body: Buffer.from(JSON.stringify(report)),
    })
  } catch (error) {
    if (isStoreDown(error))
      throw new Problem('unavailable', 'Parley could not store the sample. Send it again.')
    throw error
  }
  inboundArrived.fire()
  return id
}
