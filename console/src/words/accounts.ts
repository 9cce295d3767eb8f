import type { Role } from '../../../src/runtime/http/permission.ts'

/** Why the identity provider has signed nobody in, as sentences. `reason` is from the address. */
export function oidcRefusal(reason: string, provider: string): string {
  switch (reason) {
    case 'unverified':
      return `${provider} has not verified your e-mail address. Verify it there, then try again.`
    case 'domain':
      return 'Addresses of your domain may not sign in here. Ask the operator of this server.'
    case 'not-invited':
      return 'Nobody has invited your address. Ask an admin of your organisation to invite it.'
    case 'other-identity':
      return `Your address belongs to another account of ${provider} here. Ask an admin to remove and invite you again.`
    case 'expired':
      return 'The sign-in took too long, or began in another window. Try again.'
    case 'unavailable':
      return `${provider} does not answer. Sign in with your password, or try again.`
    default:
      return `The sign-in with ${provider} has failed. Try again; if it stays, the operator finds the reason in the log.`
  }
}

/** A slug from the name of an organisation: lower case, without accents and signs. */
export function slugFrom(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return slug.slice(0, SLUG_LENGTH_MAX).replace(/-+$/, '')
}

const SLUG_LENGTH_MAX = 63

export const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9-]{1,62}$/.test(text)

/** What each role may do, as it stands beside the list of members. */
export const ROLES_IN_WORDS: Readonly<Record<Role, { readonly label: string; readonly help: string }>> = {
  viewer: { label: 'Viewer', help: 'Reads everything. People are masked, and secrets are never shown.' },
  editor: {
    label: 'Editor',
    help: 'Also changes templates and wordings, approves, activates, ships, decides recommendations, and simulates.',
  },
  engineer: {
    label: 'Engineer',
    help: 'Also connects platforms, maps events, replays, resends, sets feedback webhooks, makes API keys for programs, and sees people unmasked.',
  },
  admin: {
    label: 'Admin',
    help: 'Also changes the organisation, members, retention and sandboxes, makes keys that manage everything, and erases people.',
  },
}

/** Whether an address is on this machine only, so that platforms cannot reach it. */
export const isOnThisMachine = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

/** A path of this server to go to after a sign-in; `/` for anything else. */
export const safePath = (to: string | undefined): string =>
  to !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(to) ? to : '/'

/** A browser in two words, from its User-Agent. */
export function browserInWords(agent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Unknown browser'
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1]
  return system === undefined ? browser : `${browser} on ${system}`
}

// Edge calls itself Chrome too, and Chrome calls itself Safari.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]
