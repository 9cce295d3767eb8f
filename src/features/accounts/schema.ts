import { type Static, Type } from 'typebox'
import { SLUG } from '../../runtime/catalog/enter.ts'
import { Moment, OrgParams, strict } from '../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { ROLES } from '../../runtime/http/permission.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

const EXAMPLE_EMAIL = 'ann@example.com'

export const MemberParams = Type.Object({ ...OrgParams.properties, id: plainText('Id of the person.') })
export const InvitationParams = Type.Object({
  ...OrgParams.properties,
  id: plainText('Id of the invitation.'),
})
export const TokenParams = Type.Object({ token: plainText('The secret part of the link.') })
export const SessionParams = Type.Object({ id: plainText('Id of the session.') })
export const MembersQuery = Type.Object(PageQuery)

const Email = Type.String({
  maxLength: 254,
  pattern: '^\\s*[^\\s@]+@[^\\s@]+\\s*$',
  examples: [EXAMPLE_EMAIL],
})
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', examples: ['Ann Lee'] })
const Password = Type.String({
  maxLength: 200,
  description: 'At least 12 characters.',
  examples: ['correct pony staple battery'],
})
const RoleName = Type.Enum([...ROLES], { description: 'Each role may do what the one before may.' })
const OptionalText = Type.Union([Type.String(), Type.Null()])

const SignInWith = Type.Union([Type.Object({ name: Type.String() }, strict), Type.Null()], {
  description: 'Sign-in with OpenID Connect, if the operator has set it up.',
})

export const SessionView = Type.Object(
  {
    user: Type.Object({
      id: Type.String(),
      name: Type.String(),
      email: Type.String({ examples: [EXAMPLE_EMAIL] }),
      operator: Type.Boolean({ description: 'Whether the person may create organisations.' }),
    }),
    orgs: Type.Array(Type.Object({ slug: Type.String(), name: Type.String(), role: RoleName }), {
      description: 'The organisations of the person, by slug.',
    }),
    expires_at: Type.String({ description: 'When the session ends if it is not used again. ISO 8601, UTC.' }),
    oidc: SignInWith,
  },
  { title: 'Session' },
)
export type SessionView = Static<typeof SessionView>

export const SignInBody = Type.Object(
  { email: Email, password: Type.String({ maxLength: 200 }) },
  { ...strict, title: 'SignIn' },
)

export const SetupView = Type.Object(
  {
    needed: Type.Boolean({ description: 'Whether nobody can administer this server yet.' }),
    signs_in: Type.Boolean({
      description: 'Whether people can sign in here: PUBLIC_URL is https, or http on this machine.',
    }),
    public_url: Type.String({ examples: ['https://parley.example.com'] }),
    oidc: SignInWith,
  },
  { title: 'Setup' },
)

export const SetupBody = Type.Object(
  {
    token: Type.String({
      maxLength: 200,
      description: 'From the link that the server prints when it starts.',
    }),
    name: Name,
    email: Email,
    password: Password,
    organization: Type.Object(
      {
        name: Name,
        slug: Type.String({ pattern: SLUG.source, examples: ['acme'] }),
        timezone: withDefault(Type.String(), 'UTC'),
      },
      strict,
    ),
    demo: withDefault(Type.Boolean({ description: 'Also create the demo organisation.' }), false),
  },
  { ...strict, title: 'SetupInput' },
)

export const MeView = Type.Object(
  {
    ...SessionView.properties.user.properties,
    has_password: Type.Boolean(),
    has_oidc: Type.Boolean({ description: 'Whether the person has signed in with OpenID Connect.' }),
  },
  { title: 'Me' },
)
export const MePatch = Type.Object({ name: Name }, { ...strict, title: 'MePatch' })
export const PasswordBody = Type.Object(
  {
    current: Type.String({ maxLength: 200, description: 'Empty if there is none yet.' }),
    password: Password,
  },
  { ...strict, title: 'PasswordChange' },
)
export const OwnSessions = pageOf(
  Type.Object(
    {
      id: Type.String(),
      created_at: Moment,
      seen_at: Type.String({ description: 'When it was last used, to about five minutes. ISO 8601, UTC.' }),
      expires_at: Moment,
      address: Type.String({ examples: ['203.0.113.7'] }),
      agent: Type.String({ description: 'The User-Agent of the browser.' }),
      current: Type.Boolean({ description: 'Whether it is the session of this request.' }),
    },
    { title: 'OwnSession' },
  ),
)

export const MemberView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    email: Type.String({ examples: [EXAMPLE_EMAIL] }),
    role: RoleName,
    operator: Type.Boolean(),
    joined_at: Moment,
    seen_at: OptionalText,
    has_password: Type.Boolean(),
    has_oidc: Type.Boolean(),
  },
  { title: 'Member' },
)
export const MemberPage = pageOf(MemberView)
export const MemberPatch = Type.Object({ role: RoleName }, { ...strict, title: 'MemberPatch' })

const Mailed = Type.Enum(['sent', 'failed', 'off'], {
  description: 'off: the organisation has no SMTP transport. Copy the link then, or if mailing has failed.',
})

export const InvitationBody = Type.Object(
  { email: Email, role: RoleName },
  { ...strict, title: 'InvitationInput' },
)
const invitation = {
  id: Type.String(),
  email: Type.String({ examples: [EXAMPLE_EMAIL] }),
  role: RoleName,
  invited_by: OptionalText,
  created_at: Moment,
  expires_at: Moment,
}
export const InvitationView = Type.Object(invitation, { title: 'Invitation' })
export const InvitationPage = pageOf(InvitationView)
const Link = Type.String({ description: 'Shown once. Give it to the person.' })
export const NewInvitation = Type.Object(
  { ...invitation, url: Link, mailed: Mailed },
  { title: 'NewInvitation' },
)

export const OpenInvitation = Type.Object(
  {
    org: Type.Object({ slug: Type.String(), name: Type.String() }),
    email: Type.String({ examples: [EXAMPLE_EMAIL] }),
    role: RoleName,
    invited_by: OptionalText,
    expires_at: Moment,
    account: Type.Enum(['new', 'existing', 'signed-in'], {
      description:
        'new: choose a name and a password. existing: give your password. signed-in: nothing is needed.',
    }),
    oidc: SignInWith,
  },
  { title: 'OpenInvitation' },
)
export const AcceptBody = Type.Object(
  { name: Type.Optional(Name), password: Type.Optional(Password) },
  { ...strict, title: 'InvitationAcceptance' },
)

export const ResetRequest = Type.Object(
  { user_id: Type.String({ maxLength: 100 }) },
  { ...strict, title: 'PasswordResetInput' },
)
export const NewReset = Type.Object(
  { url: Link, expires_at: Moment, mailed: Mailed },
  { title: 'NewPasswordReset' },
)
export const OpenReset = Type.Object(
  { email: Type.String({ examples: [EXAMPLE_EMAIL] }), expires_at: Moment },
  { title: 'OpenPasswordReset' },
)
export const ResetBody = Type.Object({ password: Password }, { ...strict, title: 'NewPassword' })

export const SignInState = Type.Object(
  {
    oidc: Type.Union([
      Type.Object({
        name: Type.String(),
        issuer: Type.String({ examples: ['https://login.example.com'] }),
        domains: Type.Array(Type.String()),
        role_claim: OptionalText,
        callback_url: Type.String({ examples: ['https://parley.example.com/api/v1/oidc/callback'] }),
      }),
      Type.Null(),
    ]),
    password_admins: Type.Integer({
      description:
        'Admins of the organisation who have a password: they can sign in when OpenID Connect is down.',
    }),
  },
  { title: 'SignInState' },
)

/** Addresses are compared in lower case. */
export const normalEmail = (email: string): string => email.trim().toLowerCase()
