/** The identity provider of this installation. */
export interface OpenIdConnect {
  /** For the button: the host of the issuer. */
  readonly name: string
  readonly issuer: string
  /** Domains of addresses that may sign in. Empty: all. */
  readonly domains: readonly string[]
  readonly roleClaim: string | undefined
  readonly callbackUrl: string
}
