import { type Static, Type } from 'typebox'

const SetupPart = Type.Object({
  key: Type.String(),
  who: Type.Enum(['bucket', 'warehouse', 'parley'], { description: 'Who has to do it.' }),
  title: Type.String(),
  text: Type.String({ description: 'What it is for, and where to paste it.' }),
  language: Type.Enum(['json', 'sql', 'shell']),
  code: Type.String({ description: 'Ready to paste. What Parley does not know is in capitals.' }),
})
export type SetupPart = Static<typeof SetupPart>

export const SetupView = Type.Object(
  { items: Type.Array(SetupPart, { description: 'In the order in which to do it.' }) },
  {
    title: 'SourceSetup',
    examples: [
      {
        items: [
          {
            ...{ key: 'reader-policy', who: 'bucket', title: 'Let Parley read', language: 'json' },
            ...{ text: 'Attach this policy to the user or the role that Parley uses.', code: '{}' },
          },
        ],
      },
    ],
  },
)
