import { type ChannelChoice, isChoosable, keyOfChoice } from './channels.ts'
import type { RuleFault } from './check-rules.ts'

/**
 * All mistakes in choices of channels that match the schema.
 * @param platforms slugs of the existing platforms
 */
export function checkChoices(
  choices: readonly ChannelChoice[],
  platforms: readonly string[],
): readonly RuleFault[] {
  const first = new Map<string, number>()
  return choices.flatMap((choice, at) => {
    const key = keyOfChoice(choice)
    const before = first.get(key)
    if (before === undefined) first.set(key, at)
    const faults = checkChoice(choice, platforms)
    if (before !== undefined) {
      const message = `"${choice.event}" has a choice already: number ${before + 1} of the list.`
      faults.push({ field: 'event', message })
    }
    return faults.map(({ field, message }) => ({ field: `/choices/${at}/${field}`, message }))
  })
}

function checkChoice({ event, platform, since }: ChannelChoice, platforms: readonly string[]): RuleFault[] {
  const faults: RuleFault[] = []
  if (event !== event.trim())
    faults.push({ field: 'event', message: 'Write the name without blanks at its ends.' })
  else if (!isChoosable(event.toLowerCase()))
    faults.push({ field: 'event', message: `Events of type ${event} have no choice: no figure counts them.` })
  if (platform != null && !platforms.includes(platform)) {
    const message = `There is no platform "${platform}". There are: ${platforms.join(', ')}.`
    faults.push({ field: 'platform', message })
  }
  if (since != null && Number.isNaN(Date.parse(since)))
    faults.push({ field: 'since', message: 'Write a moment in ISO 8601, such as 2026-01-03T00:00:00Z.' })
  return faults
}
