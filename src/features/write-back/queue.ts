import { PLATFORMS } from '../../core/platforms/index.ts'
import { createBatcher } from '../../lib/collect/batcher.ts'
import { createId } from '../../lib/id.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { append, type ChosenCopy, type Intent } from './queue-store.ts'
import { writingPlatforms } from './write-back-setting.ts'

export interface ProfileQueue {
  /**
   * Stores, before a decision, the profile writes of that decision.
   * @returns resolves when they are on disk; undefined if the template writes to no profiles
   */
  prepare(org: Org, template: Template, choice: ChosenCopy): Promise<void> | undefined
  drain(): Promise<void>
}

const BATCH_MAX = 512

/**
 * Stores writes before their decision, in a commit of their own. So every decision has its writes, whatever happens
 * in between. A write without a stored decision (a repeated request, a failure) is void.
 */
export function openProfileQueue(db: Database): ProfileQueue {
  const batcher = createBatcher<Intent, void>(async intents => {
    await append(db, intents)
    return intents.map(() => undefined)
  }, BATCH_MAX)
  return {
    prepare(org, template, choice) {
      const platforms = writingPlatforms(template, PLATFORMS)
      const userKey = choice.userId ?? choice.email
      if (platforms.length === 0 || userKey === null) return undefined
      const intents = platforms.map(({ slug }) => ({
        ...choice,
        id: createId(choice.decidedAt.getTime()),
        orgId: org.id,
        platform: slug,
        templateId: template.id,
        userKey,
      }))
      return Promise.all(intents.map(intent => batcher.add(intent))).then(() => {})
    },
    drain: batcher.drain,
  }
}
