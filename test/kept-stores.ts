import { openDatabase } from '../src/runtime/db/db.ts'
import type { Database } from '../src/runtime/db/session.ts'
import { createTestStore, type TestStore } from './database.ts'

/** A migrated, empty database that stays open from one test file to the next: opening one takes seconds. */
export interface KeptStore {
  readonly db: Database
  readonly dataDir: string
  /** Empties the store for the next test. */
  giveBack(): Promise<void>
}

const free: { readonly store: TestStore; readonly db: Database; readonly shape: string }[] = []

export async function takeStore(): Promise<KeptStore> {
  const kept = free.pop() ?? (await openStore())
  let isOpen = true
  // Pending work of a closed application must not reach the next one.
  const whileOpen = <Work extends (...given: never[]) => Promise<unknown>>(work: Work): Work =>
    ((...given) => (isOpen ? work(...given) : Promise.reject(new Error('the store is closed')))) as Work
  return {
    dataDir: kept.store.dataDir,
    db: {
      ...kept.db,
      query: whileOpen(kept.db.query) as Database['query'],
      transaction: whileOpen(kept.db.transaction) as Database['transaction'],
      close: async () => {},
    },
    async giveBack() {
      isOpen = false
      const isClean = await empty(kept.db, kept.shape).catch(() => false)
      if (isClean) return void free.push(kept)
      await kept.db.close()
      await kept.store.remove()
    },
  }
}

async function openStore() {
  const store = await createTestStore()
  const onDeath = (error: Error) => {
    throw error
  }
  const db = await openDatabase({ ...store, connectionsMax: CONNECTIONS, onDeath })
  return { store, db, shape: await shapeOf(db) }
}

const CONNECTIONS = 10

/** @returns whether it is in its initial state, except for sequences */
async function empty(db: Database, shape: string): Promise<boolean> {
  const { tables } = JSON.parse(shape) as { readonly tables: readonly string[] }
  const known = tables.map(name => `'${name}'`).join(', ')
  await db.query({
    text: `do $$
      declare name text; is_filled boolean; filled text[] := '{}';
      begin
        for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migrations' loop
          if name not in (${known}) then
            execute format('drop table %I', name);
          else
            execute format('select exists (select from %I)', name) into is_filled;
            if is_filled then filled := filled || name; end if;
          end if;
        end loop;
        if cardinality(filled) > 0 then execute 'truncate ' || array_to_string(filled, ', ') || ' cascade'; end if;
      end $$`,
  })
  return (await shapeOf(db)) === shape
}

/** The tables, and a digest of all other parts of the schema that a test may have changed. */
async function shapeOf(db: Database): Promise<string> {
  const [shape] = await db.query<{ readonly tables: readonly string[]; readonly digest: string }>({
    text: `with ours as (select oid, relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'i', 'I'))
      select (select json_agg(relname order by relname) from ours join pg_class c using (oid, relname) where c.relkind = 'r') as tables,
        md5(concat(
          (select string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' order by attrelid, attnum) from pg_attribute join ours on oid = attrelid where attnum > 0),
          (select string_agg(concat_ws(' ', oid, conname), ',' order by oid) from pg_constraint where connamespace = 'public'::regnamespace),
          (select string_agg(concat_ws(' ', t.oid, tgname), ',' order by t.oid) from pg_trigger t join ours on ours.oid = tgrelid),
          (select string_agg(concat_ws(' ', oid, proname), ',' order by oid) from pg_proc where pronamespace = 'public'::regnamespace)
        )) as digest`,
  })
  return JSON.stringify(shape)
}
