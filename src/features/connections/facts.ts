import type { Proof } from '../../core/platforms/guide.ts'
import { valuesOfKey } from '../../core/platforms/named-settings.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type CallHistory, NOTHING_YET, ofLastDay } from './health.ts'
import type { LadderRung, Reached } from './rung-store.ts'
import type { StoredSettings } from './settings-store.ts'

/** Something that Parley knows by itself. */
export interface Fact {
  /** In a sentence. */
  readonly text: string
  /** When it was last so; null if Parley does not keep the time. */
  readonly since: Date | null
}

/** The data that the steps of a platform's guide are checked by. */
export interface Known {
  readonly org: Org
  readonly platform: Platform
  readonly settings: StoredSettings | undefined
  /** By platform slug. */
  readonly histories: ReadonlyMap<string, CallHistory>
  /** Of the template for which the guide is shown. */
  readonly rungs: ReadonlyMap<LadderRung, Reached>
  /** The platform's ids of that template. */
  readonly integration: Readonly<Record<string, string>>
  readonly now: Date
}

/** The fact that proves a step; undefined if it is not so yet. */
export function factOf(known: Known, proof: Proof): Fact | undefined {
  const { org, platform, settings, histories, rungs, integration, now } = known
  const history = histories.get(platform.slug) ?? NOTHING_YET
  const { name } = platform
  switch (proof) {
    case 'called':
      return called(name, history, now)
    case 'verified':
      return verified(name, history, now)
    case 'serve-key':
      return keyWith(org, 'serve', 'request copy', now)
    case 'ingest-key':
      return keyWith(org, 'ingest', 'report events', now)
    case 'ids':
      return idsOf(platform, integration)
    case 'custom-events': {
      const since = histories.get('events')?.lastReceivedAt ?? null
      return since === null ? undefined : { text: 'Custom events have arrived.', since }
    }
    case 'asked':
      return reached(rungs, 'asked', 'Parley has been asked for the copy', 'choices')
    case 'traced':
      return reached(rungs, 'traced', 'A report had the tracking id of its message.', undefined)
    case 'sent':
      return reached(rungs, 'sent', 'A message was reported as sent', 'messages')
    case 'clicked':
      return reached(rungs, 'clicked', 'A click was reported', 'messages')
    case 'converted':
      return reached(rungs, 'converted', 'A conversion was reported', 'messages')
    default:
      return fieldSet(platform, proof, settings, integration)
  }
}

function called(name: string, history: CallHistory, now: Date): Fact | undefined {
  const { lastReceivedAt } = history
  if (lastReceivedAt !== null) return { text: `${name} has called this address.`, since: lastReceivedAt }
  const refused = ofLastDay(history, now, 'refused')
  if (refused === 0 && history.lastFailure === null) return undefined
  return { text: `Calls arrive at this address, and Parley refuses them: see the next step.`, since: null }
}

function verified(name: string, history: CallHistory, now: Date): Fact | undefined {
  const { lastReceivedAt: since } = history
  if (since === null) return undefined
  const [received, refused] = (['received', 'refused'] as const).map(field => ofLastDay(history, now, field))
  if (!received) return { text: `${name} has called with the right credential.`, since }
  const all = received + (refused ?? 0)
  return { text: `${received} of ${all} calls of the last 24 hours had the right credential.`, since }
}

/** Whether an organisation has a key with this scope that has not expired. */
export const hasKey = ({ keys }: Pick<Org, 'keys'>, scope: 'serve' | 'ingest', now: Date): boolean =>
  [...keys.values()].some(({ scopes, expiresAt }) => scopes.includes(scope) && expiresAt > now.getTime())

function keyWith(org: Org, scope: 'serve' | 'ingest', may: string, now: Date): Fact | undefined {
  return hasKey(org, scope, now) ? { text: `A key that may ${may} exists.`, since: null } : undefined
}

function idsOf(platform: Platform, integration: Readonly<Record<string, string>>): Fact | undefined {
  const set = platform.integration.flatMap(({ key, label }) => {
    const value = key === 'write_back' ? undefined : integration[key]
    return value ? [`${label} ${value}`] : []
  })
  return set.length === 0 ? undefined : { text: `${set.join(', ')}.`, since: null }
}

function reached(
  rungs: Known['rungs'],
  rung: LadderRung,
  text: string,
  unit: string | undefined,
): Fact | undefined {
  const { lastAt = null, count24h = 0 } = rungs.get(rung) ?? {}
  if (lastAt === null) return undefined
  if (unit === undefined) return { text, since: lastAt }
  return { text: `${text}: ${count24h} ${unit} in the last 24 hours.`, since: lastAt }
}

function fieldSet(
  platform: Platform,
  proof: `setting:${string}` | `integration:${string}`,
  settings: StoredSettings | undefined,
  integration: Readonly<Record<string, string>>,
): Fact | undefined {
  const [kind, key = ''] = proof.split(':')
  if (kind === 'setting') {
    const field = platform.settings.find(each => each.key === key)
    if (!field || !settings || valuesOfKey(settings.values, key).length === 0) return undefined
    return { text: `${field.label} is set.`, since: settings.updatedAt }
  }
  const field = platform.integration.find(each => each.key === key)
  const value = integration[key]
  return field && value ? { text: `${field.label}: ${value}.`, since: null } : undefined
}
