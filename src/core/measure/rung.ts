/**
 * The steps of a message that show whether a platform is connected. `traced`: a report had the tracking id that Parley
 * gave to the message.
 */
export const RUNGS = ['sent', 'opened', 'clicked', 'converted', 'traced'] as const
export type Rung = (typeof RUNGS)[number]
