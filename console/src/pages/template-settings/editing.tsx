import { queryOptions } from '@tanstack/react-query'
import { createContext, use } from 'react'
import type { Static } from 'typebox'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { callTagged, path } from '../../api/call.ts'

/** A template with the tag of its version, which a change sends along. */
export interface Version {
  readonly answer: Static<typeof TemplateDetail>
  readonly etag: string | null
}

export const versionQuery = (org: string, template: string) =>
  queryOptions({
    queryKey: [org, 'template', template, 'version'],
    queryFn: ({ signal }): Promise<Version> =>
      callTagged('GET', path`/orgs/${org}/templates/${template}`, { signal }),
  })

/** What all forms of the page are made for. */
export interface Editing {
  readonly version: Version
  /** Later changes are made for this version. What is written in the forms stays. */
  readonly accept: (version: Version) => void
  /** The forms show this version, and lose what is written in them. */
  readonly show: (version: Version) => void
}

export const EditingContext = createContext<Editing | undefined>(undefined)

export function useEditing(): Editing {
  const editing = use(EditingContext)
  if (editing === undefined) throw new Error('only inside the settings of a template')
  return editing
}
