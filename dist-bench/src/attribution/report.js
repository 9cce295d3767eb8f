/** What became of an event. The words are part of the contract. */
export const FINDINGS = [
    'counted',
    'noted',
    'ignored',
    'preview',
    'not-listened',
    'outside-window',
    'unmatched',
];
/** The ways to find an event's decision, best first. */
export const WAYS = ['decision', 'tracking-id', 'message-id', 'campaign', 'person'];
/** What one event adds to a message. */
export const METRICS = [
    'send',
    'delivery',
    'open',
    'click',
    'conversion',
    'unsubscribe',
    'bounce',
    'complaint',
];
/** The figure that an event belongs to, or undefined when it is only noted. */
export function metricOf({ type, subtype }) {
    // A click on the preference centre's link says nothing about the wording.
    if (type === 'click' && subtype === 'unsubscribe_page')
        return undefined;
    if (type === 'custom')
        return 'conversion';
    return METRICS.find(metric => metric === type);
}
/** Conversions are credited by time and name; everything else belongs to its message. */
export const isConversion = ({ type }) => type === 'conversion' || type === 'custom';
