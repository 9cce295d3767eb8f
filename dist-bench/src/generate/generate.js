import { Problem } from '../http/problem.js';
import { createId } from '../lib/id.js';
import { normaliseAttributes } from '../targeting/normalise.js';
import { decide, fallback } from './decide.js';
import { messageKeyOf } from './message-key.js';
import { renderVariant } from './render.js';
import { explain } from './trace.js';
/**
 * Chooses, stores and renders one wording. What it answers is on disk, or marked `degraded`: a send
 * must not fail because of us.
 * @throws Problem template-not-found, or unprocessable for a forced variant that does not exist
 */
export async function generate(generator, org, input) {
    const template = findTemplate(org, input.templateId);
    const now = generator.clock();
    const attributes = normaliseAttributes(input.attrs, org.rules, now);
    const current = await generator.policies.policyOf(org, template);
    const id = createId(now.getTime());
    const verdict = withWording(generator, template, input, verdictOn(template, input, attributes, current, id));
    const decision = toDecision({
        id,
        org,
        now,
        template,
        input,
        attributes,
        verdict,
        version: current.version,
    });
    const kept = await recordInTime(generator, decision);
    const answer = kept === undefined
        ? degraded(template, input)
        : answerFor(template, input, kept, kept.id === id ? verdict : repeated(generator, template, input, kept));
    const trace = input.trace
        ? { trace: explain({ template, attributes, input, decision, kept, verdict }) }
        : {};
    generator.onAnswer(org, answer);
    return { ...answer, ...trace };
}
function findTemplate(org, id) {
    const template = org.templates.get(id);
    if (!template)
        throw new Problem('template-not-found', `There is no template "${id}" in ${org.slug}. Check the id in the template's settings.`);
    return template;
}
function verdictOn(template, input, attributes, { policy }, id) {
    if (input.copyId !== null)
        return forced(template, input.copyId);
    return decide({
        template,
        attributes,
        splitKey: (template.split.method === 'internal_persistent' ? (input.userId ?? input.email) : null) ??
            input.trackingId ??
            id,
        choiceKey: id,
        weigh: policy.weights,
        epsilon: input.epsilon ?? template.epsilon,
    });
}
function forced(template, copyId) {
    const variant = template.variants.find(({ id }) => id === copyId);
    if (!variant) {
        const message = `There is no variant "${copyId}" in template "${template.id}", or it is archived.`;
        throw new Problem('unprocessable', message, [{ field: '/copy_id', message }]);
    }
    return {
        variant,
        arm: variant.isControl ? 'control' : 'treatment',
        reason: 'forced',
        propensity: 1,
        eligible: [],
    };
}
/** Renders; a wording that fails is replaced by the control's, and reported. */
function withWording({ log }, template, input, verdict) {
    if (verdict.variant === undefined)
        return { ...verdict, vars: {} };
    const rendered = renderVariant(verdict.variant, input.fields);
    if (rendered.ok)
        return { ...verdict, vars: rendered.value };
    log.warn({ template: template.id, variant: verdict.variant.id, reason: rendered.reason }, 'wording could not be rendered');
    return { ...fallback(template, 'render-failed'), vars: controlVars(template, input) };
}
function controlVars({ control }, { fields }) {
    const rendered = control && renderVariant(control, fields);
    return rendered?.ok ? rendered.value : {};
}
/** An earlier request of the same message was given this variant, so this one is too. */
function repeated(generator, template, input, { variantId, arm, reason, propensity }) {
    const variant = template.variants.find(({ id }) => id === variantId) ?? template.control;
    return withWording(generator, template, input, { variant, arm, reason, propensity, eligible: [] });
}
/** Stored within the budget, or undefined. What is stored too late is taken out of the figures again. */
async function recordInTime({ ledger, budgetMs, log }, decision) {
    let timer;
    const late = new Promise(resolve => {
        timer = setTimeout(() => resolve(undefined), budgetMs);
    });
    const recording = ledger.record(decision);
    try {
        const kept = await Promise.race([recording, late]);
        if (kept !== undefined)
            return kept;
        log.error({ template: decision.templateId, budgetMs }, 'choice not stored in time; control given');
        recording
            .then(stored => (stored.id === decision.id ? ledger.discount(decision) : undefined))
            .catch(() => { });
    }
    catch (error) {
        log.error({ err: error, template: decision.templateId }, 'choice not stored; control given');
    }
    finally {
        clearTimeout(timer);
    }
    return undefined;
}
function degraded(template, input) {
    const { control } = template;
    return {
        copy: { id: control?.id ?? null, vars: controlVars(template, input) },
        template_id: template.id,
        tracking_id: input.trackingId ?? '',
        decision_id: null,
        control: true,
        reason: 'store-down',
        degraded: true,
    };
}
function answerFor(template, input, kept, { variant, arm, reason, vars }) {
    return {
        copy: { id: variant?.id ?? null, vars },
        template_id: template.id,
        tracking_id: input.trackingId ?? kept.id,
        decision_id: kept.id,
        control: arm !== 'treatment',
        reason,
    };
}
function toDecision({ id, org, now, template, input, attributes, verdict, version, }) {
    const preview = input.preview || input.copyId !== null;
    // A preview must not fix what the real message will say.
    const messageKey = preview ? undefined : messageKeyOf(input, attributes);
    const { lookbackDays, offsetDays } = input;
    const windows = lookbackDays === null && offsetDays === null
        ? null
        : JSON.stringify({ lookback_days: lookbackDays, offset_days: offsetDays });
    return {
        id,
        orgId: org.id,
        decidedAt: now,
        templateId: template.id,
        variantId: verdict.variant?.id ?? null,
        arm: verdict.arm,
        counted: !preview,
        reason: verdict.reason,
        propensity: verdict.propensity,
        modelVersion: version,
        userKey: input.userId ?? input.email,
        email: input.email,
        trackingId: input.trackingId,
        attrs: JSON.stringify(attributes),
        windows,
        messageKey: messageKey?.key ?? null,
        keyExpiresAt: messageKey?.lifetimeMs == null ? null : new Date(now.getTime() + messageKey.lifetimeMs),
    };
}
