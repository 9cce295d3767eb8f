import type { Database } from '../../runtime/db/session.ts'

/** What an organisation has done so far. Null if it has not. Times are as in JSON. */
export interface OnboardingFacts {
  /** The first platform that was set or that called. */
  readonly platform: { readonly slug: string; readonly at: string } | null
  readonly key: { readonly name: string; readonly at: string } | null
  /** The first template that has a control and two other wordings. */
  readonly template: { readonly id: string; readonly name: string; readonly at: string } | null
  /** Of the first templates of which this is known. */
  readonly asked: { readonly template: string; readonly at: string } | null
  readonly traced: { readonly template: string; readonly at: string } | null
  readonly counted: { readonly platform: string; readonly at: string } | null
  readonly active: { readonly template: string; readonly at: string } | null
}

/** One statement of index look-ups: its cost does not grow with the messages. */
export async function loadOnboarding({ query }: Database, orgId: number): Promise<OnboardingFacts> {
  const [facts] = await query<OnboardingFacts>({
    name: 'onboarding',
    text: `select
      (select json_build_object('slug', platform, 'at', at) from (
         select platform, updated_at as at from platform_settings where org_id = $1 and settings <> '{}'
         union all
         select platform, first_received_at from platform_health where org_id = $1 and first_received_at is not null) seen
       order by at limit 1) as platform,
      (select json_build_object('name', name, 'at', created_at) from api_keys where org_id = $1 order by created_at, id limit 1) as key,
      (select json_build_object('id', t.id, 'name', t.name, 'at', t.created_at) from templates t
       where t.org_id = $1 and t.status <> 'archived' and exists (
           select from variants v where v.org_id = $1 and v.template_id = t.id and v.is_control and v.status <> 'archived')
         and (select count(*) from variants v
              where v.org_id = $1 and v.template_id = t.id and not v.is_control and v.status <> 'archived') >= 2
       order by t.created_at, t.id limit 1) as template,
      (select json_build_object('template', t.id, 'at', first.hour) from templates t cross join lateral (
         select hour from variant_counts c where c.org_id = $1 and c.template_id = t.id and c.decisions > 0 limit 1) first
       where t.org_id = $1 order by first.hour, t.id limit 1) as asked,
      (select json_build_object('template', t.id, 'at', first.last_at) from templates t cross join lateral (
         select last_at from template_rungs r
         where r.org_id = $1 and r.template_id = t.id and r.rung = 'traced' order by hour limit 1) first
       where t.org_id = $1 order by first.last_at, t.id limit 1) as traced,
      (select json_build_object('platform', platform, 'at', last_counted_at) from platform_health
       where org_id = $1 and last_counted_at is not null order by last_counted_at desc limit 1) as counted,
      (select json_build_object('template', id, 'at', updated_at) from templates
       where org_id = $1 and status in ('active', 'shipped') order by updated_at, id limit 1) as active`,
    values: [orgId],
  })
  return facts ?? NOTHING
}

const NOTHING: OnboardingFacts = {
  platform: null,
  key: null,
  template: null,
  asked: null,
  traced: null,
  counted: null,
  active: null,
}
