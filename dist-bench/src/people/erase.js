import { lockOrg } from '../db/org-lock.js';
import * as store from './erase-store.js';
import { loadLinkedNames, ownNames } from './names.js';
import { findDecisions, findEvents } from './store.js';
/**
 * Forgets who a person is, in one transaction. Decisions, messages, events and what counts for what
 * stay, so every figure stays what it was; but they lose all names, attributes, the ids that lead
 * back to the person, and whatever else senders said. The webhook calls that carried the events
 * lose their content, and with it the possibility of being read again. It reaches as far as
 * `tracePerson` does. What is read later is new: calls that still wait, and whatever a platform
 * goes on to report. Calls that could not be read bear no name, and go when their retention ends.
 * @returns undefined when nothing is known of the person
 */
export function erasePerson(db, orgId, user) {
    return db.transaction(async (session) => {
        await lockOrg(session, orgId);
        const own = ownNames(user);
        const linked = await loadLinkedNames(session, orgId, own);
        const names = [...own, ...linked];
        const decisions = await findDecisions(session, orgId, names, null);
        const events = await findEvents(session, orgId, names, null);
        if (decisions.length + events.length + linked.length === 0)
            return undefined;
        return {
            deleted: {
                // The keys are found by the events, as long as those have them.
                event_keys: await store.deleteEventKeys(session, orgId, events, names),
                decisions: await store.clearDecisions(session, orgId, decisions),
                messages: await store.clearMessages(session, orgId, decisions),
                events: await store.clearEvents(session, orgId, events),
                requests: await store.clearRequests(session, orgId, events),
                links: await store.deleteLinks(session, orgId, names),
                message_keys: await store.deleteMessageKeys(session, orgId, decisions),
                message_ids: await store.deleteMessageIds(session, orgId, decisions),
            },
        };
    });
}
