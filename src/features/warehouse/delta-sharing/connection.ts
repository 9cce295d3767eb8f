import { type Static, Type } from 'typebox'
import { orNull, strict, text } from '../../../runtime/http/fields.ts'

// The settings of a source that is a shared table, declared once: what the API takes, stores and shows.

const KEPT = 'Parley encrypts it and never shows it. If absent in an update, the stored one stays.'

const credentials = [
  Type.Object(
    {
      type: Type.Literal('profile'),
      profile: Type.Optional(text(`The content of the profile file, such as config.share. ${KEPT}`, 50_000)),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('activation_link'),
      activation_link: Type.Optional(
        text(
          `The link from the owner of the share. Parley redeems it when it first needs it: it works once. ${KEPT}`,
          5_000,
        ),
      ),
    },
    strict,
  ),
] as const
export type ShareCredentialsBody = Static<(typeof credentials)[number]>

const CredentialsBody = Type.Unsafe<ShareCredentialsBody>({
  title: 'ShareCredentials',
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [...credentials],
})

const name = (of: string) => text(`Name of the ${of}. Upper and lower case are equal.`, 255)
const settings = { share: name('share'), schema: name('schema'), table: name('table or view') }

export const ShareConnectionBody = Type.Object(
  { kind: Type.Literal('delta_sharing'), ...settings, credentials: CredentialsBody },
  { ...strict, title: 'ShareConnectionInput' },
)
export type ShareConnectionBody = Static<typeof ShareConnectionBody>

export const ShareConnectionView = Type.Object(
  {
    kind: Type.Literal('delta_sharing'),
    ...settings,
    credentials: Type.Object(
      {
        type: Type.Enum(['profile', 'activation_link']),
        is_secret_set: Type.Boolean({
          description: 'Whether a profile or a link is stored. Parley never shows it.',
        }),
        endpoint: orNull(Type.String(), 'Address of the sharing server. Null for a link.'),
      },
      { title: 'ShareCredentialsView' },
    ),
  },
  { title: 'ShareConnection' },
)
export type ShareConnectionView = Static<typeof ShareConnectionView>
