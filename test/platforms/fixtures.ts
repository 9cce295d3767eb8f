import { readRecordings } from '../../src/core/platforms/conformance.ts'

const FOLDERS: Readonly<Record<string, string>> = { events: 'custom', cio: 'customerio', itbl: 'iterable' }

/** The recorded requests of a platform. @param slug its name in addresses */
export const recordingsOf = (slug: string) =>
  readRecordings(new URL(`../../src/core/platforms/${FOLDERS[slug] ?? slug}/fixtures/`, import.meta.url))
