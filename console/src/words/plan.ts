import { numberInWords, percentInWords } from './numbers.ts'

interface Answer {
  readonly plan: { readonly messages_per_day: number; readonly horizon_days: number; readonly worlds: number }
  readonly verdict: {
    readonly days: {
      readonly early: number | null
      readonly median: number | null
      readonly late: number | null
      /** With a power of 80 %. */
      readonly likely: number | null
    }
    readonly decided: number
    readonly wrong: number
  }
  readonly gain: { readonly mean: number; readonly interval: readonly number[] }
}

/** How long until it is known, as the page's one sentence. */
export function planInWords({ plan, verdict }: Answer): string {
  const { early, median, late } = verdict.days
  const pace = `at ${numberInWords(plan.messages_per_day)} a day`
  const horizon = `${plan.horizon_days} days`
  if (median === null)
    return verdict.decided < 0.005
      ? `No verdict within ${horizon} ${pace}`
      : `${percentInWords(verdict.decided)} of launches have a verdict within ${horizon} ${pace}`
  const from = early ?? median
  const until = late === null ? `over ${plan.horizon_days}` : String(late)
  return `About ${median} days (${from} to ${until}) ${pace}`
}

/** What the chart of verdicts says. */
export function decidedInWords({
  by_day,
  plan,
  verdict,
}: Answer & { readonly by_day: readonly { readonly decided: number }[] }): string {
  const { median, likely } = verdict.days
  const power = likely === null ? '' : `, four of five by day ${likely}: a power of 80 %`
  const half = median === null ? '' : `; half of them by day ${median}${power}`
  return `By day ${plan.horizon_days}, ${percentInWords(by_day.at(-1)?.decided ?? 0)} of the launches have a verdict${half}.`
}

/** How often the verdict would be wrong: "wrong in 3 of 100". */
export function wrongInWords({ verdict, plan }: Answer): string {
  const of100 = Math.round(verdict.wrong * 100)
  if (verdict.wrong === 0) return `wrong in none of ${numberInWords(plan.worlds)} launches`
  return of100 === 0 ? 'wrong in less than 1 of 100' : `wrong in ${of100} of 100`
}

/** What learning brings against an even split, over the days of the plan. */
export function gainInWords({ gain, plan }: Answer): string {
  const [low = 0, high = 0] = gain.interval
  const days = `in ${plan.horizon_days} days`
  if (low <= 0 && high >= 0)
    return `No clear gain from learning: between ${numberInWords(low)} and ${numberInWords(high)} successes ${days}`
  const size = `${numberInWords(Math.abs(gain.mean))} ${gain.mean > 0 ? 'more' : 'fewer'} successes`
  return `${size} than with an even split ${days}`
}
