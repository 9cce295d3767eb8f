import { sampleRatioProbability } from '../stats/sample-ratio.js';
/** Messages that each group needs before a difference between them is worth a look. */
const MESSAGES_MIN = 100;
// So strict because it is looked at often, and a false alarm discredits true ones.
const PROBABILITY_MIN = 0.001;
/** Messages after which silence is suspicious. */
const SILENT_MESSAGES_MAX = 200;
/** Whether the comparison of the two groups may be relied on, one reason at a time. */
export function gatesOf({ split, control }, groups) {
    const isSplitHere = split.method !== 'external' && control !== undefined;
    return [
        enoughMessages(groups),
        ...(isSplitHere ? [splitAsConfigured(split.controlShare, groups)] : []),
        trackingAlive(groups),
    ];
}
export const hasEnoughMessages = ({ control, treatment, denominator }) => Math.min(control[denominator], treatment[denominator]) >= MESSAGES_MIN;
function enoughMessages(groups) {
    const { control, treatment, denominator } = groups;
    const found = `Control has ${whole(control[denominator])} messages and treatment ${whole(treatment[denominator])}`;
    const ok = hasEnoughMessages(groups);
    const detail = ok
        ? `${found}; each has at least ${MESSAGES_MIN}.`
        : `${found}. Each needs at least ${MESSAGES_MIN} before a difference means anything.`;
    return { name: 'enough-messages', ok, detail };
}
function splitAsConfigured(controlShare, { control, treatment }) {
    const name = 'split-as-configured';
    const total = control.decisions + treatment.decisions;
    if (total === 0)
        return { name, ok: true, detail: 'Nothing has been decided yet.' };
    const found = `Control got ${percent(control.decisions / total)} of ${whole(total)} decisions and is configured to get ${percent(controlShare)}`;
    if (sampleRatioProbability(control.decisions, treatment.decisions, controlShare) >= PROBABILITY_MIN) {
        return { name, ok: true, detail: `${found}.` };
    }
    const advice = 'If the share was changed, look at a time after the change; otherwise something decides who is counted, and the comparison is not fair.';
    return { name, ok: false, detail: `${found}: chance alone does not explain that. ${advice}` };
}
function trackingAlive({ control, treatment, denominator }) {
    const name = 'tracking-alive';
    const sum = (of) => of(control) + of(treatment);
    const messages = sum(totals => totals[denominator]);
    const reactions = sum(({ opens, machine_opens, clicks, machine_clicks, conversions }) => opens + machine_opens + clicks + machine_clicks + conversions);
    const ok = reactions > 0 || messages <= SILENT_MESSAGES_MAX;
    const found = `${whole(reactions)} opens, clicks and conversions were reported for ${whole(messages)} messages.`;
    return { name, ok, detail: ok ? found : `${found} Check the webhook of the platform.` };
}
const whole = (count) => count.toLocaleString('en-US');
const percent = (share) => `${(100 * share).toFixed(1)} %`;
