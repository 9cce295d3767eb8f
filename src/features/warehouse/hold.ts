import type { ReadResult } from './reader/messages.ts'

/** A new export with fewer rows than this share of the former one waits for a person. */
const SHARE_MIN = 0.5

const SHRUNKEN = 'shrunken: '

/** Why an export is not taken; undefined if it is. @param isAccepted whether a person has said that fewer rows are right */
export function reasonToHold({ files, former, rows }: ReadResult, isAccepted: boolean): string | undefined {
  const faulty = files.filter(({ fault }) => fault !== null)
  if (faulty.length > 0) return faulty.map(({ name, fault }) => `${name}: ${fault}`).join(' ')
  if (isAccepted || rows >= former * SHARE_MIN) return undefined
  return `${SHRUNKEN}the export has ${rows} rows, and the former one had ${former}.`
}

/** Whether a person can accept an export that is held back for this reason: what cannot be read has to be exported again. */
export const canAccept = (heldReason: string | null): boolean => heldReason?.startsWith(SHRUNKEN) === true
