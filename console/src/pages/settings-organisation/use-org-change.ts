import type { OrgPatch, OrgView } from '../../../../src/features/orgs/schema.ts'
import { call, path } from '../../api/call.ts'
import { useSave } from '../../kit/use-save.ts'

/** Changes the settings of an organisation. */
export const useOrgChange = (org: string) =>
  useSave({
    changes: [[org, 'org']],
    said: 'Saved.',
    save: (body: OrgPatch) => call<OrgView>('PATCH', path`/orgs/${org}`, { body }),
  })
