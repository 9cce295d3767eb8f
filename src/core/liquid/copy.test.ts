import { describe, expect, it, vi } from 'vitest'
import { compileCopy, renderCopy } from './copy.ts'
import { STEPS_MAX } from './steps.ts'

const render = (source: string, fields: Record<string, unknown> = {}) => {
  const copy = compileCopy(source)
  return copy.ok ? renderCopy(copy.value, fields) : copy
}

const text = (source: string, fields?: Record<string, unknown>) => {
  const rendered = render(source, fields)
  return rendered.ok ? rendered.value : rendered.reason
}

describe('what copy can say', () => {
  it.each([
    ['Hello there', 'Hello there'],
    ['a { b } % c }}', 'a { b } % c }}'],
    ['Hi {{ name }}{{ missing }}!', 'Hi Ann!'],
    ['{{ missing | default: "friend" }}', 'friend'],
    ['{{ name | upcase | append: "!" }}', 'ANN!'],
    ['{{ items[0].title }} and {{ items.last.title }} of {{ items.size }}', 'Tea and Jam of 2'],
    [
      '{% for i in items %}{{ forloop.index }}:{{ i.title }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
      '1:Tea, 2:Jam',
    ],
    ['{% for i in (1..stars) %}*{% endfor %}', '****'],
    ['{% if stars > 3 and name == "Ann" %}a{% elsif stars %}b{% else %}c{% endif %}', 'a'],
    ['{% case name %}{% when "Bob", "Ann" %}x{% else %}y{% endcase %}', 'x'],
    ['{% assign n = stars | times: 2 | plus: 1 %}{{ n }}', '9'],
    ['{% capture c %}<{{ name }}>{% endcapture %}{{ c | escape }}', '&lt;Ann&gt;'],
    ['{% raw %}{{ name }}{% endraw %}{% comment %}no{% endcomment %}{% # neither %}', '{{ name }}'],
    ['{{ tags | join: "/" }} {{ "a,b" | split: "," | last }} {{ tags }}', 'new/hot b newhot'],
    [
      '{{ items | map: "title" | join: ", " }} {{ items | where: "title", "Jam" | json }}',
      'Tea, Jam [{"title":"Jam"}]',
    ],
    ['{% if tags contains "hot" %}y{% endif %}{% if name contains "nn" %}y{% endif %}', 'yy'],
    ['{{ none }}{{ yes }}', 'true'],
  ])('%s', (source, expected) => {
    const items = [{ title: 'Tea' }, { title: 'Jam' }]
    const fields = { name: 'Ann', stars: 4, items, tags: ['new', 'hot'], none: null, yes: true }
    expect(text(source, fields)).toBe(expected)
  })

  it('reads and writes moments in the zone they are written in, else in UTC, whatever the zone of the machine', () => {
    expect(text('{{ at | date: "%A %Y-%m-%d %H:%M %z" }}', { at: 0 })).toBe('Thursday 1970-01-01 00:00 +0000')
    expect(text('{{ at | date: "%H:%M" }}', { at: '2026-05-01 10:30:00' })).toBe('10:30')
    expect(text('{{ at | date: "%H:%M" }}', { at: '2026-05-01T10:30:00+02:00' })).toBe('10:30')
    expect(text('{{ at | date: "%H:%M", "America/New_York" }}', { at: '2026-05-01T10:30Z' })).toBe('06:30')
  })

  it('renders the same copy again for other fields', () => {
    const copy = compileCopy('{% assign n = name | upcase %}{{ n }}')
    if (!copy.ok) throw new Error(copy.reason.message)
    expect(renderCopy(copy.value, { name: 'a' })).toEqual({ ok: true, value: 'A' })
    expect(renderCopy(copy.value, { name: 'b' })).toEqual({ ok: true, value: 'B' })
  })
})

describe('what does not parse', () => {
  it.each([
    ['a\n  {{ name', 'not closed', 2, 3],
    ['{% if a %}x', 'not closed', 1, 1],
    ['a\n{{ name | shout }}', 'undefined filter: shout', 2, 1],
    ['ok {% endif %}', 'tag "endif" not found', 1, 4],
    ['{{ name | }} {{ | }}', 'invalid value expression', 1, 17],
    ['x'.repeat(100_001), 'longer than 100000', 1, 1],
    ['{{ a }}'.repeat(20_000), 'longer than 100000', 1, 1],
  ])('case %#', (source, message, line, column) => {
    const copy = compileCopy(source)
    expect(copy).toMatchObject({ ok: false, reason: { line, column } })
    if (!copy.ok) expect(copy.reason.message).toContain(message)
  })

  it.each([
    '{% include "x" %}',
    '{% render "/etc/passwd" %}',
    '{% layout "x" %}',
    '{% block x %}{% endblock %}',
    '{% liquid include "x" %}',
    '{% ifchanged %}{% endifchanged %}',
    '{% constructor %}',
    '{% toString %}',
    '{{ 1 | constructor }}',
    '{{ 1 | __proto__ }}',
    '{{ a | where_exp: "x", "x.y" }}',
    '{{ a | group_by_exp: "x", "x.y" }}',
    '{{ a | sha256 }}',
    '{{ a | sample }}',
    '{{ a | raw }}',
  ])('refuses %s', source => {
    expect(compileCopy(source).ok).toBe(false)
  })

  it.each([
    '{% for i in (n..m) %}{% endfor %}',
    '{% for i in a limit: (n..m) %}{% endfor %}',
    '{% for i in a %}{% else %}{{ (n..m) }}{% endfor %}',
    '{% case 1 %}{% when (n..m) %}{% endcase %}',
    '{% if x %}{% elsif x == (n..m) %}{% endif %}',
    '{% unless x %}{% capture y %}{{ x | default: (n..m) }}{% endcapture %}{% endunless %}',
    '{% assign x = (9007199254740992..9007199254740994) %}',
    '{{ x[(n..m)] }}',
    '{{ (n..m).size }}',
    '{{ (1..(n..m)) }}',
    '{{ x | default: y, allow_false: (n..m) }}',
  ])('refuses a range that may never end: %s', source => {
    expect(compileCopy(source)).toMatchObject({
      ok: false,
      reason: { message: expect.stringContaining('range') },
    })
  })

  it('survives tags nested without end', () => {
    expect(compileCopy('{% if a %}'.repeat(9_000)).ok).toBe(false)
    expect(compileCopy(`${'{% if a %}'.repeat(4_500)}${'{% endif %}'.repeat(4_500)}`).ok).toBe(false)
  })
})

describe('what copy cannot reach', () => {
  it.each([
    'constructor',
    '__proto__',
    'toString',
    'name.constructor',
    'name.constructor.prototype',
    'items.constructor',
    'items["__proto__"]',
    'items[0].hasOwnProperty',
  ])('%s', path => {
    expect(text(`[{{ ${path} }}]`, { name: 'Ann', items: [{}] })).toBe('[]')
  })
})

describe('what takes too long or too much', () => {
  const long = 'a'.repeat(400_000)
  const list = Array.from({ length: 90_000 }, (_, at) => at % 7)
  const object = Object.fromEntries(list.map((value, at) => [`key${at}`, value]))
  const fields = {
    ...{ long, long2: `${long.slice(1)}b`, list, list2: [...list], pattern: 'a'.repeat(250), a: {}, object },
    blanks: list.map(() => ''),
  }
  const often = (copy: string) => `{% for i in (1..9000) %}${copy}{% endfor %}`

  it.each([
    ['{% for i in (1..100000000) %}{% endfor %}'],
    ['{% for i in (1..3000) %}{% for j in (1..3000) %}{% endfor %}{% endfor %}'],
    ['{% for i in list %}{% for j in list %}{% endfor %}{% endfor %}'],
    [`{% for i in (1..90000) %}${'y'.repeat(5_000)}{% endfor %}`],
    [
      '{% capture a %}xx{% endcapture %}{% for i in (1..40) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}',
    ],
    ['{% assign a = "xxxx" %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}'],
    ['{% assign a = list %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}'],
    [`{% if ${Array(500).fill('list == list2').join(' and ')} %}{% endif %}`],
    [`{% if ${Array(500).fill('long == long2').join(' or ')} %}{% endif %}`],
    [`{% case list %}${'{% when list2 %}'.repeat(500)}{% endcase %}`],
    [`{% if ${Array(500).fill('long contains "ab"').join(' or ')} %}{% endif %}`],
    ['{% if long contains pattern %}{% endif %}'],
    ['{{ long | replace: pattern, "" }}'],
    ['{{ long | replace: "a", long2 }}'],
    ['{{ list | map: "a.a.a.a.a.a.a.a.a.a.a.a.a.a" }}'],
    ['{{ list | join: pattern }}'],
    ['{{ 0 | date: "%9999999999d" }}'],
    ['{{ 0 | date: pattern }}'],
    ['{{ long | split: "" | uniq | sort | size }}'],
    ['{{ 0 | date: "%Y", "no/zone" }}'],
    [often(`{% if ${Array(9_000).fill('a').join(' or ')} %}{% endif %}`)],
    [often(`{% if false %}${'{% elsif false %}'.repeat(5_000)}{% endif %}`)],
    [often(`{{ i${' | abs'.repeat(9_000)} }}`)],
    [often(`{{ a${'.a'.repeat(20_000)} }}`)],
    [
      often(
        `{% for j in list limit: 0 ${Array.from({ length: 5_000 }, (_, at) => `x${at}: 1`).join(' ')} %}{% endfor %}`,
      ),
    ],
    [often('{% for j in list limit: 1 reversed %}{% endfor %}')],
    [often('{% for j in object limit: 1 %}{% endfor %}')],
    [often('{{ object.size }}')],
    [often('{{ blanks }}')],
    [often('{{ 0 | date }}')],
    [often('{{ 0 | date: "%^A" }}')],
    [often('{{ 0 | date: "%Y", "America/New_York" }}')],
  ])('case %#', source => {
    // The engine looks at the clock at every step. Here the clock stands still, so that only counts end the work.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
    const rendered = render(source, fields)
    const { length: looks } = clock.mock.calls
    clock.mockRestore()
    expect(rendered.ok).toBe(false)
    expect(looks).toBeLessThanOrEqual(STEPS_MAX + 2)
  })

  const stars = '{% for i in (1..900) %}{% if i > 0 %}*{% endif %}{% endfor %}'

  it('is a count, so a busy machine refuses nothing', () => {
    let looks = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => looks++)
    const rendered = render(stars)
    clock.mockRestore()
    expect(looks).toBeGreaterThan(3_000)
    expect(rendered).toEqual({ ok: true, value: '*'.repeat(900) })
  })

  it('is a time of seconds at last, for work that no count knows', () => {
    let looks = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => 100 * looks++)
    const rendered = render(stars)
    clock.mockRestore()
    expect(rendered).toEqual({ ok: false, reason: 'template render limit exceeded' })
  })

  it('takes no steps for the length of a text or of a list, and for a field that is named size', () => {
    const sizes = Array(10).fill('{{ long.size }} {{ list.size }} {{ box.size }}{{ none.size }}').join('')
    expect(text(sizes, { ...fields, box: { size: 1e9 }, none: null })).toBe(
      '400000 90000 1000000000'.repeat(10),
    )
  })

  it('keeps an indentation out of json', () => {
    expect(text('{{ a | json: 10 }}', { a: { b: [1] } })).toBe('{"b":[1]}')
  })

  it('fails, and does not throw, on fields that are not made for text', () => {
    expect(render('{{ a }}', { a: { toString: 1, valueOf: 2 } }).ok).toBe(false)
    expect(render('{{ a | url_decode }}', { a: '%ff' }).ok).toBe(false)
  })
})

it.each([5, 20, 21, 100, 2_000, 4_500])(
  'leaves %i tags inside each other to the engine, beyond twenty',
  depth => {
    const copy = compileCopy(`${'{% if a %}'.repeat(depth)}x${'{% endif %}'.repeat(depth)}`)
    if (!copy.ok) return expect(copy.reason.message).toBe('tags are nested too deeply')
    expect('direct' in copy.value && copy.value.direct !== undefined).toBe(depth <= 20)
    const rendered = renderCopy(copy.value, { a: true })
    if (depth <= 100) expect(rendered).toEqual({ ok: true, value: 'x' })
    else if (!rendered.ok) expect(rendered.reason).toBe('tags are nested too deeply')
  },
)
