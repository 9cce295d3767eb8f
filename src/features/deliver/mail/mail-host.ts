import { pointerTo, refuseAny } from '../../../runtime/http/unprocessable.ts'
import type { Dial } from '../../../runtime/outbound/dial.ts'
import { serverOf } from './smtp.ts'

type Changes = Readonly<Record<string, string | null>>

/**
 * Refuses a mail server that Parley may not call, when its address changes. A name that cannot be looked up now is
 * saved: it may exist later.
 * @throws Problem unprocessable
 */
export async function refuseMailServer(vet: Dial['vet'], present: Changes, changes: Changes): Promise<void> {
  if (!['host', 'port', 'security'].some(key => key in changes)) return
  const entries = Object.entries({ ...present, ...changes })
  const settings = Object.fromEntries(
    entries.flatMap(([key, value]) => (value === null ? [] : [[key, value.trim()]])),
  )
  const { host, port, security } = serverOf(settings)
  if (host === '') return
  const vetted = await vet(host, port, security !== 'none')
  if (!vetted.ok) refuseAny([{ field: pointerTo('settings', 'host'), message: vetted.reason.message }])
}
