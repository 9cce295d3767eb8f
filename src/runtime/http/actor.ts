import { type Role, SCOPES, type Scope } from './permission.ts'

/** Who makes a request. It holds no secret. */
export interface Actor {
  readonly kind: 'key' | 'operator' | 'user'
  /** Of the key or the user; `operator` for the operator's key. */
  readonly id: string
  /** The name of the key or the person. */
  readonly name: string
  /** In the organisation of the address. Null for keys without the scope `manage`, and outside an organisation. */
  readonly role: Role | null
  readonly scopes: readonly Scope[]
}

export const OPERATOR: Actor = {
  kind: 'operator',
  id: 'operator',
  name: "operator's key",
  role: 'admin',
  scopes: SCOPES,
}
