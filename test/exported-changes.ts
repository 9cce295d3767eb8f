import type { Session } from '../src/runtime/db/session.ts'

// An oracle for tests: triggers that note the day of every row of which an export would publish something else.

const EVENT =
  'id, occurred_at, received_at, platform, type, native_event, name, user_key, email, message_id, tracking_id, campaign_id, template_id, refs, machine, amount_minor, currency, outcome, matched_by, decision_id, variant_id'
const TABLES: Readonly<Record<string, { readonly moment: string; readonly published: string }>> = {
  events: { moment: 'coalesce(occurred_at, received_at)', published: EVENT },
  decisions: {
    moment: 'decided_at',
    published:
      'id, decided_at, template_id, variant_id, arm, reason, counted, propensity, model_version, tracking_id, user_key, email',
  },
  attributions: {
    moment: 'occurred_at',
    published: 'event_id, decision_id, metric, occurred_at, amount_minor, currency',
  },
  metric_credits: { moment: 'occurred_at', published: 'event_id, decision_id, metric, occurred_at, amount' },
}

export async function noteChanges(db: Session): Promise<void> {
  await db.query({
    text: 'create table noted_changes (org_id int not null, day date not null, what text not null)',
  })
  for (const [table, { moment, published }] of Object.entries(TABLES)) {
    const rowsOf = (name: string) => `select org_id, ${published} from ${name}`
    const noting = (rows: string) => `insert into noted_changes
      select distinct org_id, (${moment} at time zone 'UTC')::date, lower(tg_op) || ' ${table}' from (${rows}) rows;`
    await db.query({
      text: `create function note_${table}() returns trigger language plpgsql as $$
        begin
          if tg_op = 'INSERT' then ${noting(rowsOf('fresh'))}
          elsif tg_op = 'DELETE' then ${noting(rowsOf('former'))}
          else ${noting(`(${rowsOf('fresh')} except ${rowsOf('former')}) union (${rowsOf('former')} except ${rowsOf('fresh')})`)}
          end if;
          return null;
        end $$`,
    })
    const triggers = {
      insert: 'new table as fresh',
      update: 'old table as former new table as fresh',
      delete: 'old table as former',
    }
    for (const [verb, given] of Object.entries(triggers))
      await db.query({
        text: `create trigger note_${verb} after ${verb} on ${table} referencing ${given} for each statement execute function note_${table}()`,
      })
  }
}
