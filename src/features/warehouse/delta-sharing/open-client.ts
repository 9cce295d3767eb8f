import { setTimeout } from 'node:timers/promises'
import { createStreams, type Streams } from '../../../runtime/outbound/streams.ts'
import type { AccessTokens } from '../../../runtime/outbox/access-tokens.ts'
import { createCalls } from './calls.ts'
import { type Client, createClient } from './client.ts'
import type { Profile } from './profile.ts'
import { createAuthorization } from './sign-in.ts'

export interface OpenShare {
  readonly client: Client
  /** For the storage of the files. */
  readonly streams: Streams
  close(): Promise<void>
}

export interface ShareServices {
  readonly tokens: AccessTokens
  readonly allowedPrivateHosts: string
}

const SILENCE_MS = 60_000

/** A recipient with this profile. */
export function openShare({ tokens, allowedPrivateHosts }: ShareServices, profile: Profile): OpenShare {
  const streams = createStreams({ allowedPrivateHosts, silenceMs: SILENCE_MS })
  return { client: openClient(profile, streams, tokens), streams, close: streams.close }
}

export function openClient(profile: Profile, streams: Streams, tokens: AccessTokens): Client {
  const authorization = createAuthorization(profile.signIn, tokens)
  return createClient(createCalls(profile, { streams, authorization, wait: ms => setTimeout(ms) }))
}
