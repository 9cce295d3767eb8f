import type { Session } from '../../../runtime/db/session.ts'

export interface StoredShare {
  /** Encrypted, as an activation link gave it; null without a link. */
  readonly sealedProfile: string | null
  /** SHA-256 of that link. */
  readonly linkHash: string | null
  /** The table that was read last, as share.schema.table. */
  readonly tableName: string | null
  /** The version of it that was read as a whole; null if there is none. */
  readonly tableVersion: number | null
  readonly listedAt: Date | null
}

export async function loadShare(
  session: Session,
  orgId: number,
  sourceId: string,
): Promise<StoredShare | undefined> {
  const [share] = await session.query<StoredShare>({
    text: `select sealed_profile as "sealedProfile", link_hash as "linkHash", table_name as "tableName", table_version::float8 as "tableVersion", listed_at as "listedAt"
           from warehouse_shares where org_id = $1 and source_id = $2`,
    values: [orgId, sourceId],
  })
  return share
}

export async function saveProfile(
  session: Session,
  orgId: number,
  sourceId: string,
  { sealedProfile, linkHash }: { readonly sealedProfile: string; readonly linkHash: string },
): Promise<void> {
  await session.query({
    text: `insert into warehouse_shares (org_id, source_id, sealed_profile, link_hash) values ($1, $2, $3, $4)
           on conflict (org_id, source_id) do update
             set sealed_profile = excluded.sealed_profile, link_hash = excluded.link_hash, expires_at = null`,
    values: [orgId, sourceId, sealedProfile, linkHash],
  })
}

export async function saveExpiry(
  session: Session,
  orgId: number,
  sourceId: string,
  expiresAt: Date | null,
): Promise<void> {
  await session.query({
    text: 'update warehouse_shares set expires_at = $3 where org_id = $1 and source_id = $2',
    values: [orgId, sourceId, expiresAt],
  })
}

/** @param version null if the table has to be listed again */
export async function saveListed(
  session: Session,
  orgId: number,
  sourceId: string,
  { tableName, version, now }: { tableName: string; version: number | null; now: Date },
): Promise<void> {
  await session.query({
    text: `insert into warehouse_shares (org_id, source_id, table_name, table_version, listed_at) values ($1, $2, $3, $4, $5)
           on conflict (org_id, source_id) do update
             set table_name = excluded.table_name, table_version = excluded.table_version, listed_at = excluded.listed_at`,
    values: [orgId, sourceId, tableName, version, now],
  })
}
