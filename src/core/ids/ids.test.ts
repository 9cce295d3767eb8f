import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spell } from '../../lib/spell.ts'
import { createEvent } from '../events/event.ts'
import { cleanIds } from './event-ids.ts'
import { createIdReader } from './id-reader.ts'
import { type IdKind, whyNone } from './none.ts'
import { restorePlus, spellAddress, spellUserId } from './spelling.ts'

const KINDS: readonly IdKind[] = ['person', 'address', 'phone', 'message', 'source']

describe('an id that is none', () => {
  it.each([
    ...[
      'null',
      'NULL',
      '"null"',
      '(null)',
      'undefined',
      'None',
      'nil',
      '<nil>',
      'NaN',
      '<NA>',
      'NaT',
      'N/A',
      '#N/A',
    ],
    ...[
      '0',
      '0.0',
      '000',
      '-0',
      '-1',
      '00000000-0000-0000-0000-000000000000',
      '{00000000-0000-0000-0000-000000000000}',
    ],
    ...[
      '000000000000000000000000',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      '[object Object]',
      '[object Undefined]',
    ],
    ...[
      '',
      ' ',
      '-',
      '—',
      '...',
      '???',
      '[]',
      '{}',
      '""',
      "''",
      'true',
      'false',
      '\\N',
      'unknown',
      '(not set)',
      'not-set',
    ],
    ...[
      '{{customer.id}}',
      '{{ user_id | default: "" }}',
      '%%subscriberkey%%',
      '*|EMAIL|*',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: senders write it
      '${user_id}',
      '<%= id %>',
    ],
    ...[
      '#{user.id}',
      '@{id}',
      '{!Contact.Id}',
      '{$user}',
      '$(id)',
      '{%if a%}',
      '[%id%]',
      '##id##',
      '%!s(<nil>)',
    ],
    ...[
      '%7B%7Bid%7D%7D',
      '%24%7Bid%7D',
      'null null',
      'undefined|undefined',
      'null_undefined',
      'order-{{id}}',
    ],
    ...['[[id]]', 'user_[[Id]]', '@@id@@', '$$id$$', '@(Model.Id)', '%{id}', '%(id)s', 'user_%7B%7Bid%7D%7D'],
    ...[
      '%5B%5Bid%5D%5D',
      '*%7CID%7C*',
      '&lt;%id%&gt;',
      '#DIV/0!',
      '#NV',
      'urn:uuid:00000000-0000-0000-0000-000000000000',
    ],
    ...['0x0', 'f'.repeat(24), 'ｎｕｌｌ', '０', 'not_a_number', 'notSet', 'unbekannt'],
  ])('of any kind: %s', text => {
    for (const kind of KINDS) expect([kind, whyNone(spell(text), kind)]).toEqual([kind, expect.any(String)])
  })

  it.each([
    ...['anonymous', 'Guest', 'nobody', 'guest_user', 'distinct_id', 'userId', 'email', 'not_authenticated'],
    ...[
      '{user_id}',
      '<user_id>',
      '[USER_ID]',
      '[[user_id]]',
      '%user_id%',
      '$user_id',
      ':user_id',
      '__USER_ID__',
      '%s',
    ],
    ...[
      '@@user_id@@',
      '<<id>>',
      '|user_id|',
      '||id||',
      '«user»',
      '%FIRSTNAME1%',
      '#id#',
      '~user_id~',
      '^user_id^',
    ],
    ...['@user_id', '$user->id', '@Model.Id', '{1}', '%1$s', 'user_id=', 'YOUR_USER_ID', '<your-user-id>'],
    ...['subscriber_key', 'contactKey', 'external_user_id', 'CUSTOMER-ID', 'anonymousUser', '[FILTERED]'],
    ...['redacted', 'function () {}', '() => id', 'Symbol()', '<User: None>', 'com.acme.User@1b2c3d'],
    ...['user_undefined', 'user-null', '17_undefined', 'undefined:17', 'acme|None', 'NaN-7', '匿名'],
    ...['null@x.io', 'noemail@shop.example', 'no-email@shop.example', 'undefined@x.io', 'na@na.com'],
  ])('of a person: %s', text => expect(whyNone(text, 'person')).toBeDefined())

  it.each([
    'ann',
    '@example.com',
    'ann@',
    'ann lee@example.com',
    'ann@@example.com',
    'null@null.com',
    '7',
    'a@b, c@d',
    'ann@x..io',
    'ann@.io',
    'ann@x/io',
    'noemail@x.io',
  ])('as an address: %s', text => expect(createIdReader().read('email', text, 'address')).toBeNull())

  it.each([
    ...[
      'dispatch|null',
      'null|user',
      'd1|undefined',
      'd1|',
      '|u1',
      'd1|0',
      'd1|anonymous',
      'd1|[object Object]',
    ],
    ...['d1|{{id}}', 'd1 | null', 'a|null|7', 'a||7'],
  ])('of a message, by one of its parts: %s', text =>
    expect(whyNone(text, 'message')).toMatch(/has a placeholder|not filled in/),
  )

  it('as a phone number', () => {
    expect(whyNone('unlisted', 'phone')).toBeDefined()
    expect(whyNone('+49 151 1234567', 'phone')).toBeUndefined()
  })
})

describe('an id that is one', () => {
  it.each([
    ...[
      '7',
      'user-0',
      'user-1',
      '10',
      '0x1f',
      'nullah',
      'Noneman',
      'ann',
      'ann@example.com',
      '019cadec-3f38-7a90-b6d1-2c4e8f017d35',
    ],
    ...[
      '{6F9619FF-8B86-D011-B42D-00CF4FC964FF}',
      'auth0|5f7c8ec7c33c6c004bbafe82',
      'a b',
      '50%',
      'josé',
      '李小龍',
      'guest-17',
    ],
    ...[
      'anonymous-5f7c',
      'urn:li:person:1',
      '1524831183200260097',
      'none@example.com',
      'na-17',
      'anonymous@example.com',
      '@ann',
      'ann.none',
      'Jean-none',
      'void_walker',
      '😀',
      '1@2',
    ],
  ])('stays: %s', text => expect(createIdReader().read('user_id', text, 'person')).toBe(text))

  it.each(['d1|u1', '77|ann@example.com', 'a|0|7', 'd1|auth0|5f7c'])('may have parts: %s', text =>
    expect(whyNone(text, 'message')).toBeUndefined(),
  )

  it('may be a word where it names a campaign or a message', () => {
    for (const kind of ['message', 'source'] as const) expect(whyNone('guest', kind)).toBeUndefined()
    for (const name of ['[Onboarding]', '50% off', '#sale', '@home', 'email', 'Welcome | 1', 'x_null'])
      expect([name, whyNone(name, 'source')]).toEqual([name, undefined])
    expect(whyNone('<abc.1@mail.example.com>', 'message')).toBeUndefined()
  })
})

describe('the one spelling', () => {
  it.each([
    ['josé', 'jose\u0301'],
    ['ann', '\u200bann\ufeff'],
    ['ann', 'a\u00adnn'],
    ['ann', '\u00a0ann\r\n'],
    ['ann lee', 'ann\u00a0lee'],
    ['ann', '\u202aann\u202c'],
  ])('%j is also that of %j', (one, other) => expect(spell(other)).toBe(one))

  it('of an address has no case, also as a user id', () => {
    expect(spellUserId('Ann@Example.COM')).toBe('ann@example.com')
    expect(spellUserId('Ann-17')).toBe('Ann-17')
    expect(spellUserId('aB@xY')).toBe('aB@xY')
    expect(
      ['Ann@Example.com', 'mailto:ann@example.com', 'Ann Lee <Ann@example.com>'].map(spellAddress),
    ).toEqual(Array(3).fill('ann@example.com'))
  })

  it.each([
    ...[
      '<ann@müller.example>',
      '"Ann B." <Ann@Müller.example>',
      "'ann@müller.example'",
      '(ann@müller.example)',
    ],
    ...[
      'ann@müller.example.',
      'ann@müller.example;',
      'ann@mu\u0308ller.example',
      'ann@xn--mller-kva.example',
    ],
    ...['MAILTO:Ann@müller.example?subject=hi', '<mailto:ann@müller.example|ann@müller.example>'],
    ...[
      'ann@müller.example (Ann)',
      'ann%40müller.example',
      'ann\uff20müller.example',
      'ann@müller\u3002example',
    ],
    ...['ａｎｎ@müller.example', '\u202aann@müller.example\u202c', '\tann@müller.example\u200d'],
  ])('of an address is that of %j, also as a user id', text => {
    expect([spellAddress(text), spellUserId(text)]).toEqual(Array(2).fill('ann@müller.example'))
  })

  it.each([
    'ann@[127.0.0.1]',
    "o'hara@x.io",
    '"ann"@x.io',
    'ann+a@localhost',
    'ann@डोमेन.भारत',
    'ann.@docomo.example',
  ])('of an address keeps what belongs to it: %s', text => {
    expect(spellAddress(text)).toBe(text)
    expect(whyNone(text, 'address')).toBeUndefined()
  })

  it('is that of itself, in every Unicode form', () => {
    const part = fc.constantFrom(...'annÄİﬁ＠@@.xn--<>"()[] mailto:%40?|。'.split(''), 'a@b.io', 'xn--')
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: part, maxLength: 12 }))
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('NFC' as const, 'NFD' as const),
        fc.constantFrom('', ' ', '\u200b', '\ufeff'),
        (id, form, around) => {
          for (const spellOf of [spell, spellUserId, spellAddress]) {
            const spelled = spellOf(id)
            expect(spellOf(spelled)).toBe(spelled)
            expect(spellOf(around + id.normalize(form) + around)).toBe(spelled)
          }
        },
      ),
    )
  })
})

describe('a + of a query string', () => {
  it.each([
    ['ann news@example.com', 'ann+news@example.com'],
    ['a b c@example.com', 'a+b+c@example.com'],
    [' 4915112345678', '+4915112345678'],
    [' 1 555 010 0100', '+1 555 010 0100'],
    ['Ann B <ann news@example.com>', 'Ann B <ann+news@example.com>'],
  ])('comes back where only it is possible: %j', (received, sent) => expect(restorePlus(received)).toBe(sent))

  it.each([
    'ann lee',
    ' ann',
    'Ann <ann@example.com>',
    ' ann@example.com ',
    'ann+news@example.com',
    '4915112345678',
    ' 17',
  ])('is not put elsewhere: %j', text => expect(restorePlus(text).trim()).toBe(text.trim()))
})

it('every id of an event names something, and each other is told', () => {
  const { event, passedOver } = cleanIds(
    createEvent({
      ...{
        type: 'open',
        nativeEvent: 'open',
        userId: 'null',
        email: 'N/A',
        trackingId: '{{id}}',
        messageId: 'undefined',
      },
      ...{
        messageKey: 'undefined|7',
        campaignId: '0',
        copyId: 'None',
        decisionId: 'nil',
        templateRef: '%%t%%',
        dedupeKey: 'null',
      },
      refs: { campaign_id: '0', send_id: ' s-1 ' },
    }),
  )
  expect(event).toMatchObject({
    ...{ userId: null, email: null, trackingId: null, messageId: null, messageKey: null, campaignId: null },
    ...{ copyId: null, decisionId: null, templateRef: null, dedupeKey: null, refs: { send_id: 's-1' } },
  })
  expect(passedOver).toHaveLength(9)
})

it('an id of an event may have empty parts, as the keys that Parley makes of its fields have', () => {
  const event = createEvent({ type: 'user_deletion', nativeEvent: 'delete', dedupeKey: 'delete||ann|null' })
  expect(cleanIds(event)).toEqual({ event, passedOver: [] })
})
