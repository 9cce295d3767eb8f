import { loadOrg } from './load.js';
export function createCatalog(db, vault) {
    const bySlug = new Map();
    const byId = new Map();
    const loading = new Map();
    async function load(slug) {
        const org = await loadOrg(db, vault, slug);
        if (org)
            keep(org);
        return org;
    }
    function keep(org) {
        // Two loads may overtake each other; the older one must not win.
        if ((bySlug.get(org.slug)?.configVersion ?? 0) > org.configVersion)
            return;
        bySlug.set(org.slug, org);
        byId.set(org.id, org);
    }
    async function find(slug) {
        const known = bySlug.get(slug);
        if (known)
            return known;
        let pending = loading.get(slug);
        if (!pending) {
            pending = load(slug).finally(() => loading.delete(slug));
            loading.set(slug, pending);
        }
        return pending;
    }
    let refreshing;
    async function refreshStale() {
        const rows = await db.query({
            name: 'config-versions',
            text: 'select slug, config_version from orgs',
        });
        const stale = rows.filter(({ slug, config_version }) => (bySlug.get(slug)?.configVersion ?? config_version) < config_version);
        for (const { slug } of stale)
            await load(slug);
    }
    return {
        known: slug => bySlug.get(slug),
        knownById: id => byId.get(id),
        findOrg: find,
        async findById(id) {
            const known = byId.get(id);
            if (known)
                return known;
            const [row] = await db.query({
                name: 'slug-of-org',
                text: 'select slug from orgs where id = $1',
                values: [id],
            });
            return row && find(row.slug);
        },
        async changed(slug) {
            await load(slug);
        },
        refresh() {
            // Whoever asks while it runs, shares it: a wrong key costs at most one look at the store at a time.
            refreshing ??= refreshStale().finally(() => {
                refreshing = undefined;
            });
            return refreshing;
        },
    };
}
