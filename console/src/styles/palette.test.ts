import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

// Recomputes what the brief promises of the colours: contrast on their backgrounds, and how far apart series are.
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const THEMES = ['light', 'dark'] as const
type Theme = (typeof THEMES)[number]
type Rgb = readonly [number, number, number]

const token = (name: string, theme: Theme): Rgb => {
  const found = new RegExp(`--${name}: light-dark\\(#(\\w{6}), #(\\w{6})\\)`).exec(css)
  const hex = found?.[theme === 'light' ? 1 : 2]
  if (hex === undefined) throw new Error(`no token ${name}`)
  return [0, 2, 4].map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb
}

const linear = ([r, g, b]: Rgb): Rgb => {
  const one = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  return [one(r), one(g), one(b)]
}
const luminance = (colour: Rgb): number => {
  const [r, g, b] = linear(colour)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: Rgb, b: Rgb): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

// Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
const SIGHTS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function labOf(colour: Rgb, sight: string): Rgb {
  const given = linear(colour)
  const [r = 0, g = 0, b = 0] = (SIGHTS[sight] ?? []).map(row =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, part, at) => sum + part * (given[at] ?? 0), 0),
      ),
    ),
  )
  const x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
  const y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b
  const z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883
  const f = (t: number) => (t > 0.008856451679 ? Math.cbrt(t) : (903.2962963 * t + 16) / 116)
  return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))]
}

/** CIEDE2000 (Sharma, Wu and Dalal, 2005). */
function difference([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb): number {
  const rad = Math.PI / 180
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const g = 0.5 * (1 - Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)))
  const [p1, p2] = [a1 * (1 + g), a2 * (1 + g)]
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)]
  const hue = (b: number, a: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / rad + 360) % 360)
  const [h1, h2] = [hue(b1, p1), hue(b2, p2)]
  const turn = c1 * c2 === 0 ? 0 : ((h2 - h1 + 540) % 360) - 180
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * rad)
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2]
  const sum = h1 + h2
  const h =
    c1 * c2 === 0 ? sum : Math.abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
  const cos = (degrees: number) => Math.cos(degrees * rad)
  const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63)
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2)
  const [sc, sh] = [1 + 0.045 * c, 1 + 0.015 * c * t]
  const rotation =
    -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * rad)
  const [x, y, z] = [(l2 - l1) / sl, (c2 - c1) / sc, dH / sh]
  return Math.sqrt(x * x + y * y + z * z + rotation * y * z)
}

it('CIEDE2000 agrees with a published pair', () => {
  // Pairs 1 and 17 of Sharma, Wu and Dalal (2005), table 1.
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4)
  expect(difference([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4)
})

const SERIES = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5']
// As section 7 of the brief computed it.
const APART: Readonly<Record<Theme, Readonly<Record<string, number>>>> = {
  light: { normal: 25.7, protan: 20.7, deutan: 19.3, tritan: 19.4 },
  dark: { normal: 18.6, protan: 15.6, deutan: 16.3, tritan: 17.6 },
}

describe.each(THEMES)('the palette in %s', theme => {
  it.each(Object.keys(SIGHTS))('keeps series apart: %s', sight => {
    const labs = SERIES.map(name => labOf(token(name, theme), sight))
    const all = labs.flatMap((a, at) => labs.slice(at + 1).map(b => difference(a, b)))
    expect(Math.min(...all)).toBeGreaterThanOrEqual((APART[theme][sight] ?? 0) - 0.15)
  })

  it.each(SERIES)('series %s stands out from the card', name =>
    expect(contrast(token(name, theme), token('card', theme))).toBeGreaterThanOrEqual(3),
  )

  it.each([
    ['ink', 'card'],
    ['ink', 'canvas'],
    ['ink', 'sunken'],
    ['muted', 'card'],
    ['muted', 'canvas'],
    ['muted', 'sunken'],
    ['muted', 'accent-bg'],
    ['muted', 'chip'],
    ['accent', 'card'],
    ['accent', 'canvas'],
    ['accent', 'accent-bg'],
    ['on-accent', 'accent'],
    ['pos', 'card'],
    ['pos', 'pos-bg'],
    ['neg', 'card'],
    ['neg', 'neg-bg'],
    ['warn', 'card'],
    ['warn', 'warn-bg'],
  ])('text %s can be read on %s', (ink, ground) =>
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5),
  )

  it.each(['card', 'canvas'])('the border of a field stands out from %s', ground =>
    expect(contrast(token('field', theme), token(ground, theme))).toBeGreaterThanOrEqual(3),
  )

  it('the letter of a wording can be read on its tint', () => {
    for (const name of SERIES) {
      const [colour, card] = [token(name, theme), token('card', theme)]
      const tint = colour.map((part, at) => 0.16 * part + 0.84 * (card[at] ?? 0)) as unknown as Rgb
      expect(contrast(token('ink', theme), tint)).toBeGreaterThanOrEqual(4.5)
    }
  })
})
