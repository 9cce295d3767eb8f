import { setTimeout } from 'node:timers/promises'
import type { Streams } from '../../../runtime/outbound/streams.ts'
import type { AccessTokens } from '../../../runtime/outbox/access-tokens.ts'
import { createCalls } from './calls.ts'
import { type Client, createClient } from './client.ts'
import type { Profile } from './profile.ts'
import { createAuthorization } from './sign-in.ts'

/** A recipient with this profile. */
export function openClient(profile: Profile, streams: Streams, tokens: AccessTokens): Client {
  const authorization = createAuthorization(profile.signIn, tokens)
  return createClient(createCalls(profile, { streams, authorization, wait: ms => setTimeout(ms) }))
}
