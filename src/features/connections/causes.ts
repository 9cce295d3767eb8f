import type { Step } from '../../core/platforms/guide.ts'
import type { Platform } from '../../core/platforms/platform.ts'

export const CAUSES = ['address', 'credential', 'events'] as const
/** Why nothing arrives: the address is not reachable, calls are refused, or the platform does not report the event. */
export type CauseKey = (typeof CAUSES)[number]

export interface Cause {
  readonly key: CauseKey
  readonly title: string
  readonly text: string
  /** The step where it is mended. */
  readonly step: string
}

/** The three likeliest causes why nothing arrives from a platform, in the order in which to look. */
export function causesOf({ name, signs }: Platform, steps: readonly Step[]): readonly Cause[] {
  const stepWith = (...proofs: readonly string[]) =>
    (
      steps.find(({ proof = [] }) => proof.some(each => proofs.includes(each))) ??
      steps.find(({ proof }) => proof !== undefined)
    )?.key ?? ''
  const address = stepWith('called', 'verified')
  return [
    {
      key: 'address',
      title: 'The address cannot be reached from outside',
      text: `${name} calls from the internet. A private address, a firewall or a missing certificate stops it before Parley sees anything.`,
      step: address,
    },
    {
      key: 'credential',
      title: signs === 'nothing' ? 'The key is wrong or missing' : 'The signature is wrong',
      text:
        signs === 'nothing'
          ? `Parley refuses calls without a valid key or header. ${name} may not show that its calls were refused.`
          : `Parley refuses calls whose signature does not fit. The key in Parley and the one in ${name} must be the same.`,
      step: stepWith('verified', 'setting:signature_key', 'ingest-key'),
    },
    {
      key: 'events',
      title: 'The event is not ticked',
      text: `${name} reports only the events that were chosen there, and only for the workspace in which they were chosen.`,
      step: stepWith('sent', 'called', 'verified'),
    },
  ]
}
