/** The names of RFC 2822, in hours. Any other abbreviation stands for several zones. */
const HOURS: Readonly<Record<string, number>> = {
  ...{ z: 0, ut: 0, utc: 0, gmt: 0 },
  ...{ est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 },
}

// Also GMT+0100, and +0000 UTC as Go and Ruby write it.
const OFFSET = /^(?:utc|gmt)?([+-])(\d\d?)(?::?(\d\d))?(?: (?:utc|gmt|[a-z]{3,4}))?$/

const HOURS_MAX = 14

/** What a zone is ahead of UTC, in minutes: Z, GMT, EST, +01:00, +0100, +01; undefined for any other text. */
export function readOffset(zone: string): number | undefined {
  const text = zone.trim().toLowerCase()
  if (Object.hasOwn(HOURS, text)) return (HOURS[text] ?? 0) * 60
  const [, sign, hours = '', minutes = '0'] = OFFSET.exec(text) ?? []
  if (sign === undefined || Number(hours) > HOURS_MAX || Number(minutes) > 59) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
