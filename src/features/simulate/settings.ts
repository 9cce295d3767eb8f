export interface Setting {
  readonly min: number
  readonly max: number
  readonly whole: boolean
  /** Whether it may be written as a percentage. */
  readonly isShare: boolean
  readonly help: string
}

const count = (min: number, max: number, help: string): Setting => ({
  ...{ min, max, help },
  whole: true,
  isShare: false,
})
const days = (help: string): Setting => ({ min: 0, max: 365, whole: false, isShare: false, help })
const share = (min: number, max: number, help: string): Setting => ({
  ...{ min, max, help },
  whole: false,
  isShare: true,
})

/** The settings of a simulation: one list for the command line and the API. */
export const SETTINGS = {
  messages_per_day: {
    min: 1,
    max: 1e8,
    whole: false,
    isShare: false,
    help: 'Messages a day, control included. Required without a template.',
  },
  base_rate: share(
    1e-5,
    0.95,
    'Successes per message with the control wording. Required without a template.',
  ),
  variants: count(1, 20, 'Variants besides the control. Required without a template.'),
  control_share: share(0.01, 0.9, 'Share of messages that get the control. Default 0.1.'),
  spread: share(
    0,
    2,
    'Difference between variants: standard deviation divided by the base rate. Default 0.25.',
  ),
  lift: share(-0.9, 5, 'Average relative lift of a new variant over the control. Default 0.'),
  offset_days: days('Successes count from this many days after the message. Default 3.'),
  lookback_days: days('Successes count until this many days after the message. Default 14.'),
  mean_delay_days: days('Mean time from the offset to a success. Default: a third of the window.'),
  horizon_days: count(1, 365, 'Days to simulate. Default 60.'),
  epsilon: share(0, 1, 'Share of choices made evenly at random. Default 0.02.'),
  worlds: count(
    10,
    2000,
    'Launches to simulate. More launches are more precise and take longer. Default 200.',
  ),
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof SETTINGS
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[]

/** All inputs of a simulation. */
export type PlanSettings = Readonly<Record<SettingName, number>> & { readonly seed: string }

/** Given settings, or settings derived from a template. */
export type GivenSettings = Partial<Readonly<Record<SettingName, number>>> & { readonly seed?: string }

export interface Fault {
  readonly name: SettingName
  readonly message: string
}

const DEFAULTS = {
  control_share: 0.1,
  spread: 0.25,
  lift: 0,
  offset_days: 3,
  lookback_days: 14,
  horizon_days: 60,
  epsilon: 0.02,
  worlds: 200,
  seed: 'plan',
}

/** As a share of the window, because most successes come early in it. */
const DELAY_OF_WINDOW = 1 / 3

/** The number of variant-days that take about a second and a half. An answer over HTTP has this limit. */
export const EFFORT_MAX = 12_000

/** The same for a job, which runs beside everything else: about a minute. */
export const JOB_EFFORT_MAX = 480_000

/** With fewer launches, the early and late percentiles have no meaning. */
const WORLDS_MIN = SETTINGS.worlds.min

/**
 * Fills in missing settings, and reports settings that are missing or inconsistent.
 * @param effortMax variants times days times launches, undefined for no limit
 */
export function completeSettings(
  given: GivenSettings,
  effortMax?: number,
): { readonly settings: PlanSettings; readonly faults: readonly Fault[] } {
  const { messages_per_day = 0, base_rate = 0, variants = 0 } = given
  const filled = { ...DEFAULTS, ...given, messages_per_day, base_rate, variants }
  const mean_delay_days =
    given.mean_delay_days ?? Math.max(0, filled.lookback_days - filled.offset_days) * DELAY_OF_WINDOW
  const perWorld = Math.max(1, variants * filled.horizon_days)
  const affordable = Math.floor((effortMax ?? Number.POSITIVE_INFINITY) / perWorld)
  const worlds = given.worlds ?? Math.min(DEFAULTS.worlds, Math.max(WORLDS_MIN, affordable))
  const settings = { ...filled, mean_delay_days, worlds }
  return { settings, faults: [...missing(given), ...misfits(settings), ...tooMuch(settings, effortMax)] }
}

const missing = (given: GivenSettings): readonly Fault[] =>
  (['messages_per_day', 'base_rate', 'variants'] as const)
    .filter(name => given[name] === undefined)
    .map(name => ({ name, message: `is needed: ${SETTINGS[name].help.split('. ')[0]?.toLowerCase()}` }))

const misfits = ({ offset_days, lookback_days }: PlanSettings): readonly Fault[] =>
  lookback_days > offset_days
    ? []
    : [
        {
          name: 'lookback_days',
          message: `(${lookback_days}) must be more than offset_days (${offset_days}), because otherwise no event would count`,
        },
      ]

function tooMuch(
  { variants, horizon_days, worlds }: PlanSettings,
  effortMax: number | undefined,
): readonly Fault[] {
  const effort = variants * horizon_days * worlds
  if (effortMax === undefined || effort <= effortMax) return []
  const message = `times variants times horizon_days is ${effort}, and at most ${effortMax} are computed here. Take fewer of one of them, or run \`parley simulate\``
  return [{ name: 'worlds', message }]
}
