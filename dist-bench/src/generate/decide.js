import { choose } from '../bandit/choose.js';
import { withFloor } from '../bandit/floor.js';
import { hashToUnit } from '../lib/hash.js';
import { matches } from '../targeting/matches.js';
/**
 * Chooses a wording. Eligibility comes before the split, so that control and treatment are drawn
 * from the same people; where no variant is eligible everybody gets the control wording and the
 * decision is kept out of the comparison.
 */
export function decide(question) {
    const { template, attributes, splitKey, choiceKey, weigh, epsilon } = question;
    if (template.status === 'draft' || template.status === 'archived')
        return fallback(template, `template-${template.status}`);
    const candidates = template.variants.filter(variant => isEligible(variant, attributes));
    if (candidates.length === 0)
        return fallback(template, 'no-eligible-variant');
    const weights = withFloor(weigh(candidates.map(({ id }) => id)), epsilon);
    const eligible = candidates.map((variant, at) => ({ variant, weight: weights[at] ?? 0 }));
    const controlShare = shareOfControl(template);
    if (hashToUnit('split', template.id, splitKey) < controlShare) {
        return {
            variant: template.control,
            arm: 'control',
            reason: 'control-split',
            propensity: controlShare,
            eligible,
        };
    }
    const { index, propensity } = choose(weights, hashToUnit('choice', template.id, choiceKey));
    return {
        variant: candidates[index],
        arm: 'treatment',
        reason: 'bandit',
        propensity: propensity * (1 - controlShare),
        eligible,
    };
}
/** The control wording, outside of the experiment. */
export const fallback = (template, reason) => ({
    variant: template.control,
    arm: 'fallback',
    reason,
    propensity: 1,
    eligible: [],
});
export const isEligible = (variant, attributes) => variant.status === 'approved' && !variant.isControl && matches(variant.attrs, attributes);
/** Without a control wording of ours, or when the platform splits, everybody here is treated. */
const shareOfControl = ({ split, control }) => split.method === 'external' || control === undefined ? 0 : split.controlShare;
