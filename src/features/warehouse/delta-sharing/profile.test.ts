import { describe, expect, it } from 'vitest'
import { addressOfLink } from './activation.ts'
import { readProfile } from './profile.ts'

const V1 = {
  shareCredentialsVersion: 1,
  endpoint: 'https://sharing.example.com/delta-sharing/',
  bearerToken: 'the-token',
  expirationTime: '2026-11-12T00:12:29.0Z',
}
const V2 = { ...V1, shareCredentialsVersion: 2 }
const read = (profile: object) => readProfile(JSON.stringify(profile))

describe('a profile', () => {
  it('of version 1 has a bearer token', () => {
    expect(read(V1)).toEqual({
      ok: true,
      value: {
        endpoint: 'https://sharing.example.com/delta-sharing',
        signIn: { type: 'bearer_token', token: 'the-token' },
        expiresAt: new Date('2026-11-12T00:12:29Z'),
      },
    })
  })

  it.each([
    [{ type: 'bearer_token' }, { type: 'bearer_token', token: 'the-token' }],
    [
      { type: 'basic', username: 'u', password: 'p' },
      { type: 'basic', user: 'u', password: 'p' },
    ],
    [
      {
        type: 'oauth_client_credentials',
        tokenEndpoint: 'https://a.example/t',
        clientId: 'c',
        clientSecret: 's',
      },
      {
        ...{ type: 'oauth_client_credentials', tokenUrl: 'https://a.example/t', scope: null },
        ...{ clientId: 'c', clientSecret: 's' },
      },
    ],
  ])('of version 2 says how to sign in: %o', (more, signIn) => {
    expect(read({ ...V2, ...more })).toMatchObject({ ok: true, value: { signIn } })
  })

  it.each([
    ['1794442349000', new Date('2026-11-12T00:12:29Z')],
    [1794442349000, new Date('2026-11-12T00:12:29Z')],
    [undefined, null],
    [null, null],
  ])('expires at %s', (expirationTime, expiresAt) => {
    expect(read({ ...V1, expirationTime })).toMatchObject({ ok: true, value: { expiresAt } })
  })

  it.each([
    [{ ...V1, shareCredentialsVersion: 3 }, /version|1 and 2/],
    [{ ...V1, shareCredentialsVersion: undefined }, /no profile of Delta Sharing/],
    [{ ...V1, endpoint: 'file:///etc/passwd' }, /endpoint of the profile is no https address/],
    [{ ...V1, bearerToken: ' ' }, /no bearerToken/],
    [{ ...V1, expirationTime: 'soon' }, /expirationTime/],
    [
      { ...V2, type: 'oauth_jwt_bearer_private_key_jwt' },
      /"oauth_jwt_bearer_private_key_jwt"\. Parley signs in with/,
    ],
    [
      { ...V2, type: 'oauth_client_credentials', tokenEndpoint: 'https://a.example' },
      /no clientId and no clientSecret/,
    ],
  ])('that cannot be used is refused in words, without its token: %o', (profile, words) => {
    const refused = read(profile)
    expect(refused).toEqual({ ok: false, reason: expect.stringMatching(words) })
    expect(JSON.stringify(refused)).not.toContain('the-token')
  })

  it('is JSON', () => {
    expect(readProfile('the-token')).toEqual({ ok: false, reason: 'The profile is no JSON object.' })
  })
})

describe('an activation link', () => {
  it('becomes the address of the profile', () => {
    expect(
      addressOfLink(' https://acme.cloud.example/delta_sharing/retrieve_config.html?abc-123_4.Z\n'),
    ).toEqual({
      ok: true,
      value: 'https://acme.cloud.example/api/2.1/unity-catalog/public/data_sharing_activation/abc-123_4.Z',
    })
  })

  it.each([
    'http://acme.cloud.example/delta_sharing/retrieve_config.html?abc-123_4',
    'https://acme.cloud.example/delta_sharing/retrieve_config.html',
    'https://acme.cloud.example/delta_sharing/retrieve_config.html?../../secret',
    'https://acme.cloud.example/elsewhere?abc-123_4',
    'https://user@acme.cloud.example/delta_sharing/retrieve_config.html?abc-123_4',
    'abc-123_4',
  ])('is refused without being repeated: %s', link => {
    const refused = addressOfLink(link)
    expect(refused).toMatchObject({ ok: false })
    expect(JSON.stringify(refused)).not.toContain('abc-123_4')
  })
})
