import { describe, expect, it } from 'vitest'
import { compileCopy, renderCopy } from './copy.ts'

const FIELDS = {
  pct: 0.07,
  price: 19.99,
  amount: '12.50',
  count: '7 items',
  name: 'Ann',
  tags: ['new', 'hot', 'new'],
  items: [
    { title: 'Tea', price: 3, tags: ['hot'] },
    { title: 'Jam', price: 4.5, on: true },
    { title: 'Bread', price: 3 },
  ],
  at: '2026-11-05T00:30:00+02:00',
  utc: '2026-11-05T22:04:09.123Z',
  seconds: 1_782_000_000,
  big: '1524831183200260097',
  object: { a: 1, b: '<x>' },
  quoted: 'say "hi" \\ you',
  zero: 0,
  empty_list: [],
}

/** The text of a copy, or the reason why it has none. */
function textOf(source: string): string {
  const copy = compileCopy(source)
  if (!copy.ok) return `not parsed: ${copy.reason.message}`
  const rendered = renderCopy(copy.value, FIELDS)
  return rendered.ok ? rendered.value : `failed: ${rendered.reason}`
}

// What Ruby's Liquid 5 prints, with the fields read from JSON. Written from its specification and that of strftime.
describe.each<readonly [string, readonly (readonly [string, string])[]]>([
  [
    'whole numbers',
    [
      ['{{ 5 | divided_by: 3 }}', '1'],
      ['{{ 20 | divided_by: 7 }}', '2'],
      ['{{ -7 | divided_by: 2 }}', '-4'],
      ['{{ 7 | divided_by: -2 }}', '-4'],
      ['{{ -8 | divided_by: 2 }}', '-4'],
      ['{{ "11" | divided_by: "4" }}', '2'],
      ['{{ 3 | modulo: 2 }} {{ -7 | modulo: 3 }} {{ 7 | modulo: -3 }}', '1 2 -2'],
      ['{{ 3 | times: 2 }} {{ 1 | plus: 2 }} {{ 1 | minus: 2 }}', '6 3 -1'],
      ['{{ count | plus: 1 }} {{ name | plus: 1 }} {{ none | plus: 1 }} {{ "" | plus: 1 }}', '8 1 1 1'],
      ['{{ "+5" | plus: 0 }} {{ " 6 " | plus: 0 }} {{ "1,299" | plus: 0 }}', '5 6 1'],
      ['{{ big | plus: 1 }} {{ 9007199254740991 | plus: 2 }}', '1524831183200260098 9007199254740993'],
      ['{{ 999999999 | times: 999999999 }}', '999999998000000001'],
      ['{{ zero | divided_by: 5 }}', '0'],
      ['{{ 5 | abs }} {{ -5 | abs }} {{ "-5" | abs }}', '5 5 5'],
      ['{{ 4 | at_least: 5 }} {{ 4 | at_most: 5 }} {{ 4 | at_least: 3 }} {{ "7" | at_most: 3 }}', '5 4 4 3'],
      ['{{ 5 | round }} {{ 15 | round: -1 }} {{ 14 | round: -1 }} {{ 5 | round: 2 }}', '5 20 10 5'],
    ],
  ],
  [
    'decimals',
    [
      ['{{ pct | times: 100 }}', '7.0'],
      ['{{ 0.1 | plus: 0.2 }}', '0.3'],
      ['{{ 1.1 | times: 1.1 }}', '1.21'],
      ['{{ price | times: 3 }}', '59.97'],
      ['{{ 3.3 | minus: 1.1 }}', '2.2'],
      ['{{ amount | plus: 1 }} {{ amount | times: 2 }}', '13.5 25.0'],
      ['{{ 5 | divided_by: 2.0 }} {{ 5.0 | divided_by: 2 }} {{ "5.0" | divided_by: 2 }}', '2.5 2.5 2.5'],
      ['{{ 10 | divided_by: 3.0 }}', '3.3333333333333335'],
      ['{{ 2.0 | divided_by: 3 }}', '0.6666666666666666'],
      ['{{ 20 | divided_by: 7.0 }}', '2.857142857142857'],
      ['{{ 4 | times: 1.0 }} {{ 2.0 | plus: 1 }}', '4.0 3.0'],
      ['{{ 7.5 | modulo: 2 }} {{ -7.5 | modulo: 2 }}', '1.5 0.5'],
      ['{{ 2.0 }} {{ 0.5 }} {{ -1.50 }}', '2.0 0.5 -1.5'],
      [
        '{{ 1.2 | ceil }} {{ 1.2 | floor }} {{ -1.2 | ceil }} {{ -1.2 | floor }} {{ "3.5" | ceil }}',
        '2 1 -1 -2 4',
      ],
      ['{{ 1.2 | round }} {{ 2.5 | round }} {{ -2.5 | round }} {{ "4.3" | round }}', '1 3 -3 4'],
      ['{{ 4.5612 | round: 2 }} {{ 1.005 | round: 2 }} {{ 1.0 | round: 2 }}', '4.56 1.01 1.0'],
      ['{{ 15.6 | round: -1 }}', '20.0'],
      ['{{ -3.5 | abs }} {{ 4.5 | at_least: 5 }} {{ 4.5 | at_most: 5 }}', '3.5 5 4.5'],
      ['{{ 0.00001 | times: 1 }} {{ 0.0001 | times: 1 }}', '1.0e-05 0.0001'],
      [
        '{{ 123456789012345.0 | times: 10 }} {{ 1234567890123456.0 | times: 10 }}',
        '1234567890123450.0 1.234567890123456e+16',
      ],
      ['{% assign x = 5 | divided_by: 2.0 %}{{ x }} {% if x == 2.5 %}same{% endif %}', '2.5 same'],
      ['{% assign x = 2 | times: 1.0 %}{% if x == 2 and x < 3 and 1 < x %}y{% endif %}', 'y'],
      ['{% assign x = 2 | times: 1.0 %}{% case x %}{% when 2 %}y{% endcase %}', 'y'],
      ['{{ 1.0 | append: "%" }} {{ 5 | times: 1.0 | append: "%" }}', '1.0% 5.0%'],
      ['{{ items | sum: "price" }} {{ items | map: "price" | sum }} {{ tags | sum }}', '10.5 10.5 0'],
    ],
  ],
  [
    'texts',
    [
      ['{{ "a,b,,c,," | split: "," | join: "|" }}', 'a|b||c'],
      ['{{ "  a  b c " | split: " " | join: "|" }}', 'a|b|c'],
      ['{{ "añ😀" | split: "" | join: "|" }}', 'a|ñ|😀'],
      ['{{ "" | split: "," | size }} {{ none | split: "," | size }}', '0 0'],
      ['{% assign x = nil %}{{ x | truncate: 5 }}|{{ nil | escape }}|{{ nil | split: "," | size }}', '||0'],
      ['{% assign x = empty %}{{ x | append: "a" }}|{{ blank | upcase }}|{{ "a" | append: nil }}', 'a||a'],
      ['{{ "a b c d" | truncatewords: 2 }}', 'a b...'],
      ['{{ "a b c" | truncatewords: 3 }} {{ "a  b" | truncatewords: 5 }}', 'a b c a  b'],
      ['{{ "a b c" | truncatewords: 2, "--" }} {{ "a b c" | truncatewords: 1, "" }}', 'a b-- a'],
      ['{{ "a b c" | truncatewords: 0 }}', 'a...'],
      ['{{ "one two\nthree  four" | truncatewords: 3 }}', 'one two three...'],
      ['{{ "1234567890" | truncate: 7 }} {{ "1234567890" | truncate: 10 }}', '1234... 1234567890'],
      ['{{ "1234567890" | truncate: 5, "" }} {{ "12345" | truncate: 2 }}', '12345 ...'],
      [
        '{{ "a%20b+c%21" | url_decode }} {{ "100%" | url_decode }} {{ "%C3%A9" | url_decode }}',
        'a b c! 100% é',
      ],
      ['{{ "john@x.com & é!*\'()" | url_encode }}', 'john%40x.com+%26+%C3%A9%21%2A%27%28%29'],
      ['{{ \'<a b="c">& d\' | escape }}', '&lt;a b=&quot;c&quot;&gt;&amp; d'],
      ["{{ '1 &lt; 2 & 3' | escape_once }}", '1 &lt; 2 &amp; 3'],
      ['{{ "hello" | slice: 1 }} {{ "hello" | slice: 1, 3 }} {{ "hello" | slice: -3, 2 }}', 'e ell ll'],
      ['{{ "hello" | slice: 9 }}|{{ tags | slice: 1, 2 | join: "," }}', '|hot,new'],
      ['{{ "mY tItLE" | capitalize }}', 'My title'],
      [
        '{{ "a-a-a" | replace_first: "a", "b" }} {{ "a-a-a" | replace_last: "a", "b" }} {{ "a-a" | remove: "a" }}',
        'b-a-a a-a-b -',
      ],
      ['{{ "a\nb" | newline_to_br }}', 'a<br />\nb'],
      ['{{ "<p>a <b>b</b></p><!-- c -->" | strip_html }}', 'a b'],
      ['{{ "😀" | size }} {{ tags | size }} {{ 5 | size }}', '1 3 0'],
      [
        '{{ "" | default: "x" }} {{ false | default: "x" }} {{ false | default: "x", allow_false: true }} {{ empty_list | default: "x" }}',
        'x x false x',
      ],
      ['{{ "aGk=" | base64_decode }} {{ "hi" | base64_encode }}', 'hi aGk='],
    ],
  ],
  [
    'lists',
    [
      [
        '{{ items | has: "on", true }} {{ items | has: "title", "Tea" }} {{ items | has: "title", "x" }}',
        'true true false',
      ],
      ['{% assign i = items | find: "title", "Jam" %}{{ i.price }}', '4.5'],
      ['{{ items | find_index: "title", "Jam" }}|{{ items | find_index: "title", "x" }}|', '1||'],
      ['{{ items | reject: "price", 3 | map: "title" | join }}', 'Jam'],
      [
        '{{ items | where: "price", 3 | map: "title" | join: "," }} {{ items | where: "on" | map: "title" }}',
        'Tea,Bread Jam',
      ],
      [
        '{{ tags | uniq | join: "," }} {{ items | uniq: "price" | map: "title" | join: "," }}',
        'new,hot Tea,Jam',
      ],
      ['{{ items | sort: "title" | map: "title" | join: "," }}', 'Bread,Jam,Tea'],
      ['{{ items | map: "on" | compact | size }} {{ items | compact: "on" | size }}', '1 1'],
      [
        '{{ tags | first }} {{ tags | last }} {{ tags | reverse | join: "," }} {{ tags }}',
        'new new new,hot,new newhotnew',
      ],
      ['{{ tags | concat: tags | size }}', '6'],
    ],
  ],
  [
    'dates',
    [
      ['{{ at | date: "%b %d" }}', 'Nov 05'],
      ['{{ at | date: "%F %T %z" }}', '2026-11-05 00:30:00 +0200'],
      ['{{ utc | date: "%F %T %R %D" }}', '2026-11-05 22:04:09 22:04 11/05/26'],
      ['{{ utc | date: "%A %a %B %b %h %C %y %Y" }}', 'Thursday Thu November Nov Nov 20 26 2026'],
      ['{{ utc | date: "%d %-d %e %j %m %-m" }}', '05 5  5 309 11 11'],
      ['{{ utc | date: "%H %I %k %l %-l %M %S %L %p %P" }}', '22 10 22 10 10 04 09 123 PM pm'],
      ['{{ utc | date: "%N %3N %6N %9N" }}', '123000000 123 123000 123000000'],
      ['{{ utc | date: "%u %w %U %W %V %G %g" }}', '4 4 44 44 45 2026 26'],
      ['{{ "2027-01-01" | date: "%G-W%V-%u %U %W %j" }}', '2026-W53-5 00 00 001'],
      [
        '{{ utc | date: "%c|%x|%X|%r|%v" }}',
        'Thu Nov  5 22:04:09 2026|11/05/26|22:04:09|10:04:09 PM| 5-NOV-2026',
      ],
      ['{{ utc | date: "%^a %^B %#p %#b %_d %_m %010Y %3d" }}', 'THU NOVEMBER pm NOV  5 11 0000002026 005'],
      [
        '{{ at | date: "%z %:z %::z [%Z]" }} {{ utc | date: "%z %Z" }}',
        '+0200 +02:00 +02:00:00 [] +0000 UTC',
      ],
      ['{{ utc | date: "%%%n%t|%f|%" }}', '%\n\t|%f|%'],
      [
        '{{ utc | date: "%s" }} {{ seconds | date: "%F %T" }} {{ "1782000000" | date: "%F" }}',
        '1793916249 2026-06-21 00:00:00 2026-06-21',
      ],
      ['{{ "2026-11-05" | date: "%d.%m.%Y %H:%M" }}', '05.11.2026 00:00'],
      [
        '{{ "Nov 5, 2026 3:07 pm" | date: "%F %R" }} {{ "5 November 2026" | date: "%F" }}',
        '2026-11-05 15:07 2026-11-05',
      ],
      ['{{ "Thu, 05 Nov 2026 22:04:09 +0100" | date: "%F %T %z" }}', '2026-11-05 22:04:09 +0100'],
      ['{{ "Thu, 05 Nov 2026 22:04:09 GMT" | date: "%F %T %Z" }}', '2026-11-05 22:04:09 UTC'],
      ['{{ "2026-11-05 22:04:09 EST" | date: "%T %z %Z" }}', '22:04:09 -0500 EST'],
      [
        '{{ "2026/11/05" | date: "%F" }} {{ "05/11/2026" | date: "%F" }} {{ "5.11.2026" | date: "%F" }}',
        '2026-11-05 2026-11-05 2026-11-05',
      ],
      [
        '{{ "20261105T220409Z" | date: "%F %T" }} {{ "2026-11-05T22:04" | date: "%R" }}',
        '2026-11-05 22:04:09 22:04',
      ],
      [
        '{{ "soon" | date: "%F" }} {{ none | date: "%F" }}|{{ utc | date: "" }}',
        'soon |2026-11-05T22:04:09.123Z',
      ],
      ['{{ "2026-02-28 12:00" | date: "%F" }} {{ "2028-02-29" | date: "%F" }}', '2026-02-28 2028-02-29'],
      ['{{ at | date: "%s" | plus: 86400 | date: "%F %R" }}', '2026-11-05 22:30'],
      ['{{ utc | time_zone: "America/New_York" | date: "%F %R %z %Z" }}', '2026-11-05 17:04 -0500 EST'],
      ['{{ "2026-07-01T12:00Z" | time_zone: "Europe/Berlin" | date: "%R %z" }}', '14:00 +0200'],
      ['{{ utc | time_zone: "Pacific Time (US & Canada)" | date: "%R %Z" }}', '14:04 PST'],
      [
        '{{ at | time_zone: "UTC" }}|{{ utc | time_zone: "Asia/Tokyo" }}',
        '2026-11-04 22:30:00 UTC|2026-11-06 07:04:09 +0900',
      ],
    ],
  ],
  [
    'tags',
    [
      ['{% for i in (1..5) %}{% cycle "a", "b" %}{% endfor %}', 'ababa'],
      ['{% for i in (1..3) %}{% cycle "x": "a", "b" %}{% cycle "y": "a", "b" %}{% endfor %}', 'aabbaa'],
      ['{% increment n %}{% increment n %}{{ n }} {% decrement m %}{% decrement m %}', '012 -1-2'],
      ['{% assign n = 10 %}{% increment n %}{{ n }}', '010'],
      ['{% liquid\nassign x = 2 | times: 3\nif x > 5\n  echo x\n  echo "!"\nendif %}', '6!'],
      ['{% echo name | upcase %}', 'ANN'],
      [
        '{% tablerow i in items cols: 2 %}{{ i.title }}{% endtablerow %}',
        '<tr class="row1">\n<td class="col1">Tea</td><td class="col2">Jam</td></tr>\n<tr class="row2"><td class="col1">Bread</td></tr>\n',
      ],
      [
        '{% tablerow i in items limit: 1 offset: 1 %}{{ tablerowloop.index }}/{{ tablerowloop.length }}{% endtablerow %}',
        '<tr class="row1">\n<td class="col1">1/1</td></tr>\n',
      ],
      ['{% tablerow i in empty_list %}x{% endtablerow %}', '<tr class="row1">\n</tr>\n'],
      [
        '{% tablerow i in (1..3) cols: 3 %}{{ i }}{% endtablerow %}',
        '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td><td class="col3">3</td></tr>\n',
      ],
      [
        '{% for i in items %}{{ i.title }}{% else %}none{% endfor %}{% for i in empty_list %}x{% else %}none{% endfor %}',
        'TeaJamBreadnone',
      ],
      ['{% for i in (1..6) limit: 3 offset: 2 reversed %}{{ i }}{% endfor %}', '543'],
      ['{% unless zero %}x{% else %}zero is true{% endunless %}', 'zero is true'],
      ['[{{ empty }}{{ nil }}{{ blank }}{{ true }}]', '[true]'],
    ],
  ],
  [
    'amounts of Customer.io, Braze and Shopify',
    [
      [
        '{{ 10 | currency }} {{ 10 | currency: "en-us" }} {{ 1234.5 | currency: "GBP", "en-GB" }}',
        '$10.00 $10.00 £1,234.50',
      ],
      ['{{ 10.99 | rounded_currency }} {{ "12.5" | currency: "JPY" }}', '$11 ¥13'],
      [
        '{{ 1999 | money }} {{ 145 | money_with_currency }} {{ 145 | money_without_currency }}',
        '$19.99 $1.45 USD 1.45',
      ],
      ['{{ 2000 | money_without_trailing_zeros }} {{ 1950 | money_without_trailing_zeros }}', '$20 $19.50'],
      [
        '{{ 123456 | number_with_delimiter }} {{ 1234.5 | number_with_delimiter }} {{ -1234567 | number_with_delimiter }}',
        '123,456 1,234.5 -1,234,567',
      ],
      ['{{ 1234567 | format_number }} {{ 1234567.5 | format_number: "de-DE" }}', '1,234,567 1.234.567,5'],
      ['{{ quoted | json_escape }}', 'say \\"hi\\" \\\\ you'],
      ['{{ object | as_json_string }} {{ object | property_accessor: "a" }}', '{"a":1,"b":"<x>"} 1'],
    ],
  ],
])('%s', (_, cases) => {
  it.each(cases)('%s', (source, expected) => {
    expect(textOf(source)).toBe(expected)
  })
})

describe('what Ruby refuses or prints as an error', () => {
  it.each([
    ['{{ 10 | divided_by: 0 }}', 'divided by 0'],
    ['{{ 10 | modulo: zero }}', 'divided by 0'],
    ['{{ 10.5 | divided_by: none }}', 'divided by 0'],
    ['{{ "%ff" | url_decode }}', 'invalid byte sequence in UTF-8'],
    ['{{ utc | time_zone: "Mars/Olympus" }}', 'there is no time zone "Mars/Olympus"'],
    ['{{ utc | time_zone: "constructor" }}', 'there is no time zone "constructor"'],
  ])('%s', (source, reason) => {
    expect(textOf(source)).toBe(`failed: ${reason}`)
  })
})
