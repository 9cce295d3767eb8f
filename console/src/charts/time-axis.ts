import { scaleTime } from 'd3-scale'

export interface Tick {
  readonly x: number
  readonly text: string
}

/** Places of times between two ends. */
export const timeScale = (fromMs: number, untilMs: number, range: readonly [number, number]) =>
  scaleTime<number>()
    .domain([fromMs, Math.max(untilMs, fromMs + 1)])
    .range([...range])

const DAY_MS = 86_400_000

/** As many ticks as fit without touching, in days or hours of the zone. */
export function timeTicks(
  fromMs: number,
  untilMs: number,
  range: readonly [number, number],
  zone: string,
): Tick[] {
  const scale = timeScale(fromMs, untilMs, range)
  const isShort = untilMs - fromMs < 3 * DAY_MS
  const format = new Intl.DateTimeFormat(
    'en-GB',
    isShort
      ? { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone }
      : { day: 'numeric', month: 'short', timeZone: zone },
  )
  const fit = Math.max(2, Math.floor((range[1] - range[0]) / (isShort ? 110 : 70)))
  const texts = new Set<string>()
  return scale
    .ticks(Math.min(fit, 6))
    .map(at => ({ x: scale(at), text: format.format(at) }))
    .filter(({ text }) => !texts.has(text) && texts.add(text))
}
