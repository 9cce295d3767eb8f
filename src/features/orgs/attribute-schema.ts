import { Type } from 'typebox'
import { AttributeRule } from '../../core/targeting/rule.ts'

const Raw = Type.Union([Type.String({ maxLength: 2_000 }), Type.Number(), Type.Boolean()])
const RawValue = Type.Union([Raw, Type.Array(Raw, { maxItems: 100 })])

export const AttributeTrial = Type.Object(
  {
    rule: AttributeRule,
    values: Type.Array(RawValue, {
      minItems: 1,
      maxItems: 20,
      description: 'Raw values, as senders send them.',
    }),
  },
  {
    additionalProperties: false,
    title: 'AttributeTrial',
    examples: [
      {
        rule: {
          name: 'country',
          type: 'string',
          options: [{ value: 'us', aliases: ['USA', 'United States'] }],
          default: 'other',
        },
        values: ['USA', 'Atlantis'],
      },
    ],
  },
)

export const AttributeTrialResult = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        value: RawValue,
        becomes: Type.Array(Type.String(), { description: 'The values for targeting. Empty: none.' }),
      }),
    ),
  },
  {
    title: 'AttributeTrialResult',
    examples: [
      {
        items: [
          { value: 'USA', becomes: ['us'] },
          { value: 'Atlantis', becomes: ['other'] },
        ],
      },
    ],
  },
)
