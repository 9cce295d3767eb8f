import { afterAll, describe, expect, it } from 'vitest'
import { createOutbound } from './outbound.ts'

// What people have tried, with names for what they lead to.
const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.localdomain': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'points-inside.example.com': ['10.0.0.1'],
  'points-both-ways.example.com': ['93.184.215.14', '192.168.1.1'],
  'points-to-nothing.example.com': ['0.0.0.0'],
  'points-to-mapped.example.com': ['::ffff:127.0.0.1'],
  'points-to-nat64.example.com': ['64:ff9b::7f00:1'],
  'points-to-zone.example.com': ['fe80::1%eth0'],
  'points-to-rubbish.example.com': ['not an address'],
  'public.example.com': ['93.184.215.14'],
  'app.localhost': ['127.0.0.1'],
}

const HOSTS = [
  ...Object.keys(NAMES).filter(name => name !== 'public.example.com'),
  ...[
    'LOCALHOST',
    'localhost.',
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
  ],
  ...['0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '0x7f.0.0.0x1', '１２７.0.0.1', '127。0。0。1'],
  ...['0.0.0.0', '0', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  ...['169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.170.2', '100.64.0.1'],
  ...['100.100.100.200', '168.63.129.16', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.7'],
  ...['203.0.113.7', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
  ...[
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:169.254.169.254]',
  ],
  ...[
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
  ],
  ...['[2002:a9fe:a9fe::]', '[2001:0:7f00:1::]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]'],
  ...['[ff02::1]', '[2001:db8::1]', '[100::1]', '[5f00::1]', '[3fff::1]', '[::ffff:93.184.215.14]'],
]

const URLS = [
  ...HOSTS.map(host => `https://${host}/`),
  ...[
    'http://public.example.com/',
    'http://93.184.215.14/',
    'ftp://public.example.com/',
    'file:///etc/passwd',
  ],
  ...[
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:/run/docker.sock',
  ],
  ...[
    'https://public.example.com@127.0.0.1/',
    'https://127.0.0.1#@public.example.com/',
    'https://127.0.0.1?.com',
  ],
  ...[
    'https:\\\\127.0.0.1\\',
    'https:/127.0.0.1',
    'https:127.0.0.1',
    '//127.0.0.1/',
    '',
    'https://',
    'https://[::1',
  ],
  ...['https://user:password@public.example.com/', 'https://127.0.0.1:99999/', 'https://exa mple.com/'],
  ...['https://\t127.0.0.1/', 'https://127.0.0.1%2f@public.example.com/', 'https://%31%32%37.0.0.1/'],
]

describe('a hostile URL', () => {
  const outbound = createOutbound({
    allowedPrivateHosts: '',
    timeoutMs: 5_000,
    responseBytesMax: 1,
    resolve: async name => NAMES[name] ?? [],
  })
  afterAll(() => outbound.close())

  it('is one of many', () => expect(new Set(URLS).size).toBeGreaterThan(90))

  it.each(URLS)('%s is refused, with a reason', async url => {
    const sent = await outbound.send({ method: 'GET', url, headers: {} })
    expect(sent).toMatchObject({
      ok: false,
      reason: {
        kind: expect.stringMatching(/^(address-refused|invalid-request)$/),
        message: expect.stringMatching(/ .*\.$/),
        mayHaveArrived: false,
      },
    })
  })
})
