import { timeOfId } from '../../lib/id.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import type { CallSample } from './sampler.ts'

/** The number of calls that are kept of each template. */
export const KEPT = 200

const SAMPLES = rows<CallSample>({
  template_id: ['text', ({ templateId }) => templateId],
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ id }) => timeOfId(id)],
  fields: ['jsonb', ({ fields }) => JSON.stringify(fields)],
  attrs: ['jsonb', ({ attrs }) => JSON.stringify(attrs)],
})

// A template can be gone by now, and a person erased: then nothing is left in the decision.
const INSERT = `insert into call_samples (org_id, template_id, id, fields, attrs)
  select $1, template_id, given.id, given.fields, given.attrs
  from ${SAMPLES.sql} join templates on (templates.org_id, templates.id) = ($1, given.template_id)
  where exists (select from decisions d where (d.org_id, d.id, d.decided_at) = ($1, given.id, given.decided_at)
    and not (d.user_key is null and d.email is null and d.tracking_id is null and d.attrs = '{}'))
  on conflict do nothing`

const FORGET = `delete from call_samples where org_id = $1 and template_id = $2 and id <
  (select id from call_samples where org_id = $1 and template_id = $2 order by id desc offset ${KEPT - 1} limit 1)`

/** Stores samples, and forgets all but the newest of their templates. */
export async function saveSamples(db: Database, samples: readonly CallSample[]): Promise<void> {
  await eachOrg(db, samples, async (session, orgId, own) => {
    await session.query({ name: 'samples-save', text: INSERT, values: [orgId, ...SAMPLES.values(own)] })
    for (const templateId of new Set(own.map(sample => sample.templateId)))
      await session.query({ name: 'samples-forget', text: FORGET, values: [orgId, templateId] })
  })
}

export type StoredSample = Pick<CallSample, 'id' | 'fields' | 'attrs'>

/** The newest first. */
export const loadSamples = (
  session: Session,
  orgId: number,
  templateId: string,
): Promise<readonly StoredSample[]> =>
  session.query({
    name: 'samples-load',
    text: `select id, fields, attrs from call_samples where org_id = $1 and template_id = $2 order by id desc limit ${KEPT}`,
    values: [orgId, templateId],
  })
