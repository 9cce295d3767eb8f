import { addressOf } from '../../api/call.ts'
import { buttonClass } from '../controls/button.tsx'

/** Leads to the identity provider, and back to `to`. */
export const OidcLink = ({ name, to }: { readonly name: string; readonly to: string }) => (
  <a className={buttonClass({})} href={addressOf('/oidc/start', { to })}>
    Sign in with {name}
  </a>
)
