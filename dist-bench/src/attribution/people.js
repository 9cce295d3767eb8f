import { loadLinks } from './store.js';
// A shared mailbox may be linked to thousands of user ids; those are not one person.
const NAMES_MAX = 20;
const ROUNDS_MAX = 3;
/** Finds every further name of the people in some reports. */
export async function findPeople(session, orgId, reports) {
    const links = [];
    const seen = new Set();
    let frontier = new Set(reports.flatMap(namesIn));
    for (let round = 0; round < ROUNDS_MAX && frontier.size > 0; round++) {
        const found = await loadLinks(session, orgId, [...frontier]);
        for (const name of frontier)
            seen.add(name);
        links.push(...found);
        frontier = new Set(found.flatMap(({ userId, email }) => [userId, email]).filter(name => !seen.has(name)));
    }
    for (const name of frontier)
        seen.add(name);
    const groups = groupNames(links);
    const namesOf = (report) => {
        const own = namesIn(report);
        const group = new Set(own.flatMap(name => [...(groups.get(name) ?? [name])]));
        return group.size > NAMES_MAX ? new Set(own) : group;
    };
    return { namesOf, allNames: [...seen] };
}
const namesIn = ({ userKey, email }) => [userKey, email].filter(name => name !== null);
/** Names that are linked, directly or through others, share one set. */
function groupNames(links) {
    const groups = new Map();
    for (const { userId, email } of links) {
        const left = groups.get(userId) ?? new Set([userId]);
        const right = groups.get(email) ?? new Set([email]);
        const merged = left === right ? left : new Set([...left, ...right]);
        for (const name of merged)
            groups.set(name, merged);
    }
    return groups;
}
