import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** An attribute's name, as senders write it. */
export const AttributeName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\s/](?:[^/\\p{Cc}]*[^\\s/])?$',
})

const Value = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Alias = Type.String({ minLength: 1, maxLength: 210, pattern: '\\S' })
const strict = { additionalProperties: false }
const some = { minItems: 1, maxItems: 200 }

const options = Type.Array(
  Type.Object(
    {
      value: Value,
      aliases: Type.Optional(
        Type.Array(Alias, { maxItems: 200, description: 'Exact texts, or /regular expressions/i.' }),
      ),
    },
    strict,
  ),
  some,
)

const source = Type.Optional(
  Type.String({ minLength: 1, maxLength: 100, description: 'The attribute to read. Default: the name.' }),
)

const ofEvery = {
  source,
  default: Type.Optional({ ...Value, description: 'For values that match nothing, and for no value.' }),
}

/** One of the kinds of rules, told apart by `type`. */
function ruleSchema<Name extends TSchema, More extends TProperties>(name: Name, more: More) {
  const shared = { ...ofEvery, ...more }
  const kinds = [
    Type.Object({ name, type: Type.Literal('string'), options, ...shared }, strict),
    Type.Object(
      {
        name,
        type: Type.Literal('list'),
        separator: Type.Optional(
          Type.String({ minLength: 1, maxLength: 10, description: 'Default: a comma.' }),
        ),
        options,
        ...shared,
      },
      strict,
    ),
    Type.Object(
      {
        name,
        type: Type.Literal('numeric'),
        buckets: Type.Array(Type.Object({ value: Value, max: Type.Optional(Type.Number()) }, strict), some),
        ...shared,
      },
      strict,
    ),
    Type.Object(
      {
        name,
        type: Type.Literal('date'),
        buckets: Type.Array(
          Type.Object({ value: Value, max_days: Type.Optional(Type.Number({ minimum: 0 })) }, strict),
          some,
        ),
        ...shared,
      },
      strict,
    ),
  ] as const
  type Rule = Static<(typeof kinds)[number]>
  // With a discriminator, a mistake is reported for the kind that was meant, not for all four.
  return Type.Unsafe<Rule>({
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: [...kinds],
  })
}

/**
 * How the raw values of an attribute become the values that variants are targeted by: `string` and `list`
 * by aliases, `numeric` by bucket, `date` by days since.
 */
export const AttributeRule = ruleSchema(AttributeName, {})
export type AttributeRule = Static<typeof AttributeRule>

/** The same, where the name is known from elsewhere. */
export const NamelessAttributeRule = ruleSchema(Type.Optional(AttributeName), {})

/** A rule, and what is wrong with it by what may be saved today. */
export const CheckedAttributeRule = ruleSchema(AttributeName, {
  findings: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
      description:
        'What of this rule could no longer be saved as it is. Regular expressions among it match within narrow bounds, or nothing.',
    }),
  ),
})
