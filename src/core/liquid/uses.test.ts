import { describe, expect, it } from 'vitest'
import { fieldUses } from './uses.ts'

const told = (source: string) =>
  fieldUses(source).map(
    ({ name, line, column, hasFallback, isInserted }) =>
      `${isInserted ? '=' : ''}${name} ${line}:${column}${hasFallback ? ' fallback' : ''}`,
  )

describe('fieldUses', () => {
  it.each([
    ['plain text', []],
    ['Hi {{ first_name }}', ['=first_name 1:7']],
    ['a\nb {{city|upcase}}', ['=city 2:5']],
    ['{{ city | default: "Your city" }} {{ city }}', ['=city 1:4 fallback', '=city 1:38']],
    ['{% if city %}{{ city }}{% endif %}', ['city 1:7 fallback', '=city 1:17 fallback']],
    ['{% for item in items %}{{ item.name }}{% endfor %}', ['items 1:16 fallback']],
    ['{% assign x = plan %}{{ x }}', ['plan 1:15 fallback']],
    ['{{ user.name.first }}', ['user 1:4']],
    ['{{ a | append: b }}', ['=a 1:4', 'b 1:16']],
    ['{{ broken', []],
  ])('%j', (source, expected) => expect(told(source)).toEqual(expected))
})
