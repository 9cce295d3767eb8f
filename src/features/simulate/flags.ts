import {
  completeSettings,
  type GivenSettings,
  type PlanSettings,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
} from './settings.ts'

/** The flag of a setting: `--messages-per-day` for `messages_per_day`. */
export const flagOf = (name: SettingName): string => name.replaceAll('_', '-')

/**
 * Reads the settings from the flags. Shares may be written as 2% or 0.02.
 * @throws Error with every invalid flag and the fix
 */
export function readFlags(flags: Readonly<Record<string, string | boolean | undefined>>): PlanSettings {
  const faults: string[] = []
  const given: { -readonly [Name in keyof GivenSettings]: GivenSettings[Name] } = {}
  for (const name of SETTING_NAMES) {
    const text = flags[flagOf(name)]
    if (typeof text !== 'string') continue
    const value = readNumber(name, text)
    if (value === undefined) faults.push(`--${flagOf(name)} must be ${wanted(name)}, not "${text}".`)
    else given[name] = value
  }
  if (typeof flags['seed'] === 'string') given.seed = flags['seed']
  const completed = completeSettings(given)
  // An invalid flag is not also reported as missing.
  const others = completed.faults.filter(
    ({ name }) => flags[flagOf(name)] === undefined || faults.length === 0,
  )
  faults.push(...others.map(({ name, message }) => `--${flagOf(name)} ${message.replaceAll('_', '-')}.`))
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return completed.settings
}

function readNumber(name: SettingName, text: string): number | undefined {
  const { min, max, whole, isShare } = SETTINGS[name]
  const match = /^(-?\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim())
  if (!match || (match[2] === '%' && !isShare)) return undefined
  const value = match[2] === '%' ? Number(match[1]) / 100 : Number(match[1])
  return value >= min && value <= max && (!whole || Number.isInteger(value)) ? value : undefined
}

function wanted(name: SettingName): string {
  const { min, max, whole, isShare } = SETTINGS[name]
  const range = isShare
    ? `from ${percent(min)} to ${percent(max)}, such as 2% or 0.02`
    : `from ${min} to ${max}`
  return `a ${whole ? 'whole number' : isShare ? 'share' : 'number'} ${range}`
}

const percent = (value: number): string => `${Number((100 * value).toPrecision(6))}%`
