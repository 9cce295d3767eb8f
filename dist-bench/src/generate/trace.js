const WHY = {
    bandit: 'Treated, and drawn from the eligible variants in proportion to their weights.',
    'control-split': 'This person belongs to the share of people who always get the control wording.',
    forced: 'The request named this variant. Nothing is counted.',
    'template-draft': 'The template is a draft, which serves the control wording only. Activate it to start.',
    'template-archived': 'The template is archived, which serves the control wording only.',
    'no-eligible-variant': 'No approved variant is meant for these attributes, so the control wording is given.',
    'render-failed': 'The chosen variant could not be rendered with these fields, so the control wording is given.',
    'store-down': 'The choice could not be stored in time, so the control wording is given.',
};
/** The choice in words and numbers. */
export function explain({ template, attributes, input, decision, kept, verdict, }) {
    const repeated = kept !== undefined && kept.id !== decision.id;
    const why = WHY[kept === undefined ? 'store-down' : kept.reason];
    return {
        why: repeated ? `An earlier request of the same message was given this. ${why}` : why,
        attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]])),
        eligible: verdict.eligible.map(({ variant, weight }) => ({ id: variant.id, name: variant.name, weight })),
        split: { method: template.split.method, control_share: template.split.controlShare },
        epsilon: input.epsilon ?? template.epsilon,
        propensity: kept?.propensity ?? 1,
        model_version: kept?.modelVersion ?? decision.modelVersion,
        message_key: decision.messageKey,
        repeated,
    };
}
