/** The identifiers of an organisation in the store and in memory. */
export interface OrgKey {
  readonly id: number
  readonly slug: string
}
