import { type Fields, isFields, readJson } from '../../../lib/json.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'

/** What a recipient has been given: the address of a sharing server, and how to sign in there. */
export interface Profile {
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly signIn: SignIn
  /** Null: it does not expire, or nobody has said when. */
  readonly expiresAt: Date | null
}

export type SignIn =
  | { readonly type: 'bearer_token'; readonly token: string }
  | { readonly type: 'basic'; readonly user: string; readonly password: string }
  | {
      readonly type: 'oauth_client_credentials'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope: string | null
    }

const VERSION_MAX = 2

/**
 * Reads a profile: the file `config.share`, or the answer to an activation link.
 * @returns fails with a sentence that contains no secret
 */
export function readProfile(text: string): Result<Profile, string> {
  const json = readJson(Buffer.from(text.trim()))
  if (!json.ok || !isFields(json.value)) return fail('The profile is no JSON object.')
  const fields = json.value
  const version = Number(fields['shareCredentialsVersion'])
  if (!Number.isInteger(version) || version < 1)
    return fail('The profile has no shareCredentialsVersion: it is no profile of Delta Sharing.')
  if (version > VERSION_MAX)
    return fail(
      `The profile has shareCredentialsVersion ${version}. Parley knows the versions 1 and 2. Ask for a profile of version 2.`,
    )
  const endpoint = addressIn(fields, 'endpoint')
  if (!endpoint.ok) return endpoint
  const signIn = version === 1 ? readBearer(fields) : readSignIn(fields)
  if (!signIn.ok) return signIn
  const expiresAt = readExpiry(fields['expirationTime'])
  return expiresAt.ok
    ? ok({ endpoint: endpoint.value.replace(/\/+$/, ''), signIn: signIn.value, expiresAt: expiresAt.value })
    : expiresAt
}

function readSignIn(fields: Fields): Result<SignIn, string> {
  switch (fields['type']) {
    case 'bearer_token':
      return readBearer(fields)
    case 'basic':
      return withTexts(fields, ['username', 'password'], of => ({
        ...{ type: 'basic', user: of('username'), password: of('password') },
      }))
    case 'oauth_client_credentials': {
      const tokenUrl = addressIn(fields, 'tokenEndpoint')
      if (!tokenUrl.ok) return tokenUrl
      const scope = textIn(fields, 'scope') ?? null
      return withTexts(fields, ['clientId', 'clientSecret'], of => ({
        ...{ type: 'oauth_client_credentials', tokenUrl: tokenUrl.value, scope },
        ...{ clientId: of('clientId'), clientSecret: of('clientSecret') },
      }))
    }
    default:
      return fail(
        `The profile is of the type ${JSON.stringify(fields['type'] ?? null)}. Parley signs in with bearer_token, oauth_client_credentials and basic. Ask for one of these.`,
      )
  }
}

const readBearer = (fields: Fields): Result<SignIn, string> =>
  withTexts(fields, ['bearerToken'], of => ({ type: 'bearer_token', token: of('bearerToken') }))

const textIn = (fields: Fields, name: string): string | undefined => {
  const value = fields[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function withTexts<Name extends string>(
  fields: Fields,
  names: readonly Name[],
  make: (of: (name: Name) => string) => SignIn,
): Result<SignIn, string> {
  const missing = names.filter(name => textIn(fields, name) === undefined)
  if (missing.length > 0) return fail(`The profile has no ${missing.join(' and no ')}.`)
  return ok(make(name => textIn(fields, name) ?? ''))
}

function addressIn(fields: Fields, name: string): Result<string, string> {
  const text = textIn(fields, name)
  if (text === undefined) return fail(`The profile has no ${name}.`)
  const url = URL.parse(text)
  return url?.protocol === 'https:' || url?.protocol === 'http:'
    ? ok(text)
    : fail(`The ${name} of the profile is no https address.`)
}

/** A time in ISO 8601, or the milliseconds since 1970 as a number or as text. */
function readExpiry(value: unknown): Result<Date | null, string> {
  if (value === undefined || value === null || value === '') return ok(null)
  const at = /^\d+$/.test(String(value)) ? new Date(Number(value)) : new Date(String(value))
  return Number.isNaN(at.getTime())
    ? fail('The expirationTime of the profile is neither a time in ISO 8601 nor milliseconds since 1970.')
    : ok(at)
}
