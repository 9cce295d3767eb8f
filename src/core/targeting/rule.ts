import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** An attribute's name, as senders write it. */
export const AttributeName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\s\\/](?:[^\\/\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\/])?$',
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
        Type.Array(Alias, { maxItems: 200, description: 'Exact texts or /regular expressions/i.' }),
      ),
    },
    { ...strict, title: 'AttributeOption' },
  ),
  some,
)

const source = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'Name of the attribute to read. Default: the name of the rule.',
  }),
)

const ofEvery = {
  source,
  default: Type.Optional({
    ...Value,
    description: 'Result for a missing value and for a value that matches nothing.',
  }),
}

/** The schema of a rule: one object for each `type`. */
function ruleSchema<Name extends TSchema, More extends TProperties = Record<never, never>>(
  name: Name,
  title: string,
  example: object,
  more: More = {} as More,
) {
  const shared = { ...ofEvery, ...more }
  const named = (kind: string) => ({ ...strict, title: kind + title })
  const kinds = [
    Type.Object({ name, type: Type.Literal('string'), options, ...shared }, named('String')),
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
      named('List'),
    ),
    Type.Object(
      {
        name,
        type: Type.Literal('numeric'),
        buckets: Type.Array(
          Type.Object(
            { value: Value, max: Type.Optional(Type.Number()) },
            { ...strict, title: 'NumericBucket' },
          ),
          some,
        ),
        ...shared,
      },
      named('Numeric'),
    ),
    Type.Object(
      {
        name,
        type: Type.Literal('date'),
        buckets: Type.Array(
          Type.Object(
            { value: Value, max_days: Type.Optional(Type.Number({ minimum: 0 })) },
            { ...strict, title: 'DateBucket' },
          ),
          some,
        ),
        ...shared,
      },
      named('Date'),
    ),
  ] as const
  type Rule = Static<(typeof kinds)[number]>
  // With a discriminator, an error is reported for the intended type, not for all four.
  return Type.Unsafe<Rule>({
    type: 'object',
    title,
    examples: [example],
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: [...kinds],
  })
}

const COUNTRY = {
  type: 'string',
  options: [{ value: 'us', aliases: ['USA', 'United States'] }],
  default: 'other',
}

/**
 * A rule that turns raw values of an attribute into the values that variants target: `string` and `list` by aliases,
 * `numeric` by buckets, `date` by buckets of days.
 */
export const AttributeRule = ruleSchema(AttributeName, 'AttributeRule', { name: 'country', ...COUNTRY })
export type AttributeRule = Static<typeof AttributeRule>

/** The same rule where the name is given elsewhere. */
export const NamelessAttributeRule = ruleSchema(
  Type.Optional(AttributeName),
  'NamelessAttributeRule',
  COUNTRY,
)

/** A stored rule, and the parts of it that could not be saved today. */
export const CheckedAttributeRule = ruleSchema(
  AttributeName,
  'CheckedAttributeRule',
  { name: 'country', ...COUNTRY },
  {
    findings: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), {
        description:
          'Parts of this rule that could not be saved today. The rule still applies, but a regular expression in these parts may match less than before or nothing. Correct the parts and save the rule again.',
      }),
    ),
  },
)
