/** The present counts of some templates, each with the version it has reached. */
export async function loadCounts(db, places) {
    // The version is read first: counts that arrive in between are read again at the next refresh.
    const versions = await loadVersions(db, places);
    const rows = await db.query({
        name: 'policy-counts',
        text: `with wanted as (select * from unnest($1::int[], $2::text[], $3::text[]) as wanted (org_id, template_id, currency)),
      money as (
        select org_id, template_id, variant_id, arm, sum(amount_minor) as revenue, sum(squares) as squares
        from variant_revenue join wanted using (org_id, template_id, currency) group by 1, 2, 3, 4)
      select org_id, template_id, variant_id as "variantId", arm, sum(decisions)::bigint as decisions, sum(sends)::bigint as sends,
        sum(opens)::bigint as opens, sum(clicks)::bigint as clicks, sum(conversions)::bigint as conversions,
        sum(unsubscribes)::bigint as unsubscribes, coalesce(max(revenue), 0) as revenue, coalesce(max(squares), 0) as squares
      from variant_counts join wanted using (org_id, template_id) left join money using (org_id, template_id, variant_id, arm)
      group by 1, 2, 3, 4`,
        values: [
            places.map(({ org }) => org.id),
            places.map(({ template }) => template.id),
            places.map(({ org }) => org.currency),
        ],
    });
    return places.map(({ org, template }) => ({
        org,
        template,
        counts: rows.filter(row => row.org_id === org.id && row.template_id === template.id),
        version: versions.get(`${org.id}|${template.id}`) ?? 0,
    }));
}
/** By organisation id and template id, joined with a bar. */
export async function loadVersions(db, places) {
    const rows = await db.query({
        name: 'policy-versions',
        text: `select org_id || '|' || template_id as key, version
           from count_versions join unnest($1::int[], $2::text[]) as wanted (org_id, template_id) using (org_id, template_id)`,
        values: [places.map(({ org }) => org.id), places.map(({ template }) => template.id)],
    });
    return new Map(rows.map(({ key, version }) => [key, version]));
}
/** Adds to the history of how traffic was divided. Several processes may report the same version. */
export async function saveAllocations(db, allocations) {
    if (allocations.length === 0)
        return;
    await db.query({
        name: 'policy-allocations',
        text: `insert into allocations (org_id, template_id, version, computed_at, weights)
           select org_id, template_id, version, now(), weights
           from unnest($1::int[], $2::text[], $3::bigint[], $4::jsonb[]) as given (org_id, template_id, version, weights)
           on conflict do nothing`,
        values: [
            allocations.map(({ orgId }) => orgId),
            allocations.map(({ templateId }) => templateId),
            allocations.map(({ version }) => version),
            allocations.map(({ shares }) => JSON.stringify(Object.fromEntries(shares))),
        ],
    });
}
