import type { Figures } from '../../../../src/features/results/schema/figures.ts'
import type { Results } from '../../../../src/features/results/schema.ts'
import type { Rung } from '../../charts/funnel.tsx'

const RUNGS = [
  { name: 'Asked', of: 'decisions' },
  { name: 'Sent', of: 'sends' },
  { name: 'Delivered', of: 'deliveries' },
  { name: 'Opened', of: 'opens' },
  { name: 'Clicked', of: 'clicks' },
  { name: 'Converted', of: 'conversions' },
] as const

/**
 * How far the messages of a group came, as shares of those that asked. What nobody reported in either group is not
 * reported, and not zero.
 */
export const funnelOf = (
  group: Figures,
  { control, treatment }: Pick<Results, 'control' | 'treatment'>,
): readonly Rung[] =>
  RUNGS.map(({ name, of }) => ({
    name,
    count: group[of],
    share: group.decisions === 0 ? null : group[of] / group.decisions,
    isReported: control[of] + treatment[of] > 0,
  }))
