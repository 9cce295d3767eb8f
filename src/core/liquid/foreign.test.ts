// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the template strings of others
import { describe, expect, it } from 'vitest'
import { checkCopy } from './check.ts'

describe('other template languages', () => {
  it.each([
    ['{{defaultIfEmpty first_name "friend"}}', '{{ first_name | default: "friend" }}'],
    ["Hi {{ defaultIfEmpty profile.name 'there' }}", "{{ profile.name | default: 'there' }}"],
    ['{{uppercase name}}', '{{ name | upcase }}'],
    ['{{capitalize name}}', '{{ name | capitalize }}'],
    ['{{dateFormat at "yyyy"}}', '{{ at | date: "yyyy" }}'],
    ['{{#if vip}}a{{/if}}', '{% if vip %}'],
    ['a {{else}} b', '{% else %}'],
    ['{{else if vip}}', '{% elsif vip %}'],
    ['{{/if}}', '{% endif %}'],
    ['{{#each items}}', '{% for item in items %}'],
    ['{{/each}}', '{% endfor %}'],
    ['{{#unless vip}}', '{% unless vip %}'],
    ['{{#ifEq plan "pro"}}', '{% if plan == "pro" %}'],
    ['{{^vip}}', '{% unless vip %}'],
    ['{{#vip}}', '{% if vip %}'],
    ['{{#constructor}}', '{% if constructor %}'],
    ['{{! note }}', '{% comment %} … {% endcomment %}'],
    ['{{&name}}', '{{ name }}'],
    ['{{@index}}', '{{ forloop.index0 }}'],
    ['{{{first_name}}}', '{{ first_name }}'],
    ['{{${first_name}}}', '{{ first_name }}'],
    ['{{${first_name} | default: "x"}}', '{{ first_name | default: "x" }}'],
    ['{{custom_attribute.${plan}}}', '{{ plan }}'],
    ['Hi ${user.firstName}', '{{ firstname }}'],
    ['%%First Name%%', '{{ name }}'],
    ['%%=v(@first)=%%', '{{ first }}'],
    ['*|FNAME|*', '{{ fname }}'],
    ['<%= first_name %>', '{{ first_name }}'],
    ['{%= profile.person.name %}', '{{ name }}'],
    ['{{ name || "x" }}', '{{ name | default: "x" }}'],
    ['{{ name ?? "x" }}', '{{ name | default: "x" }}'],
    ['{{ name or "x" }}', '{{ name | default: "x" }}'],
    ['{{ a + 1 }}', '{{ a | plus: 1 }}'],
    ['{{ name|default("x") }}', '{{ name | default: "x" }}'],
    ['{{ upper(name) }}', '{{ name | upcase }}'],
    ['{{ name | default: “there” }}', '{{ name | default: "there" }}'],
    ['{{ name | default: ‘there’ }}', "{{ name | default: 'there' }}"],
    ['{{&nbsp;name }}', '{{ name }}'],
    ['{{ name | default: &quot;there&quot; }}', '{{ name | default: "there" }}'],
    ['{% if a &gt; 5 %}x{% endif %}', '{% if a > 5 %}'],
    ['{% if a &amp;&amp; b %}x{% endif %}', '{% if a && b %}'],
    ['{% if a && b || c %}x{% endif %}', '{% if a and b or c %}'],
    ['{% if !name %}x{% endif %}', '{% unless name %}'],
    ['{% unless !name %}x{% endunless %}', '{% if name %}'],
    ['{% if name = "a = b" %}x{% endif %}', '{% if name == "a = b" %}'],
    ['{% if name === 1 %}x{% endif %}', '{% if name == 1 %}'],
    ['{% if name is defined %}x{% endif %}', '{% if name != nil %}'],
    ['{% if name is not defined %}x{% endif %}', '{% if name == nil %}'],
    ['[[first_name]]', '{{ first_name }}'],
    ['<<FirstName>>', '{{ firstname }}'],
    ['[%name%]', '{{ name }}'],
    ['#{user.name}', '{{ name }}'],
    ['##name##', '{{ name }}'],
    ['@@name@@', '{{ name }}'],
  ])('%s: %s', (source, suggestion) => {
    const copy = checkCopy(`one\n ${source}`)
    expect(copy).toMatchObject({ ok: false, reason: { suggestion, line: 2 } })
    if (!copy.ok) expect(copy.reason.message).toContain(suggestion)
  })

  it.each([
    ['{{> footer}}', 'Write their text here'],
    ['{{this.name}}', 'inside {% for item in items %}'],
    ['{{ vip ? "a" : "b" }}', '{% if … %}'],
    ['{{ "a" if vip else "b" }}', '{% if … %}'],
    ['{{ a == b }}', '{% if … %}'],
    ['{{ first name }}', 'no helpers'],
    ['{% elif x %}', '{% elsif … %}'],
    ['{% if a %}{% else if x %}{% endif %}', '{% elsif … %}'],
    ['{% set x = 1 %}', '{% assign'],
    ['{%#if x%}a{%/if%}', '{% if … %}'],
    ['{% connected_content https://x.example %}', 'Send the data in fields'],
    ['{% abort_message() %}', 'cannot stop a message'],
    ['%%[ set @x = 1 ]%%', 'AMPscript'],
  ])('%s', (source, message) => {
    const copy = checkCopy(source)
    expect(copy).toMatchObject({ ok: false, reason: { message: expect.stringContaining(message) } })
  })

  it.each([
    'Save ${{ price }} or 20% and 30%% today, *now* | later, a < b %',
    '{{ name }} {{name|upcase}} {{ a.b[0]["c d"] | default: "x || y" }} {{- a -}} {{ "{x}" }} {{ 1.5 }}',
    '{{ items[0].title | replace: "a|b", "(c)" | append: ")" }} {{ user["first name"] }} {{ größe }}',
    '{% raw %}{{#if x}} %%x%% ${y}{% endraw %}{% comment %}{{else}}{% endcomment %}{% # note %}',
    '{{ (1..3) | join: "," }} {{ x.first }} {{ x-y }} {{ empty }} {{ a | default: b, allow_false: true }}',
    '{%- if a == "x" or b -%}{{ a | date: "%Y %b %%d" }}{%- endif -%}',
  ])('leaves Liquid alone: %s', source => {
    expect(checkCopy(source)).toMatchObject({ ok: true })
  })

  it('takes no longer than reading the text, whatever the text', () => {
    for (const piece of ['{{', '{% raw %}', '%%[', '${', '<%', '*|', '{{ a |', '{{ a "'])
      expect(typeof checkCopy(piece.repeat(100_000 / piece.length)).ok).toBe('boolean')
  })
})
