import { fail, ok } from '../lib/result.js';
import { compileCopy, renderCopy } from '../liquid/copy.js';
const compiled = new WeakMap();
/** The wording of a variant with the fields filled in, or which variable failed and why. */
export function renderVariant(variant, fields) {
    const vars = {};
    for (const [name, copy] of compile(variant)) {
        const rendered = renderCopy(copy, fields);
        if (!rendered.ok)
            return fail(`${name}: ${rendered.reason}`);
        vars[name] = rendered.value;
    }
    return ok(vars);
}
/** Parsed once for as long as the variant is in memory. It parsed when it was saved, or it would not be here. */
function compile(variant) {
    let copies = compiled.get(variant);
    if (!copies) {
        copies = new Map(Object.entries(variant.vars).flatMap(([name, source]) => {
            const copy = compileCopy(source);
            return copy.ok ? [[name, copy.value]] : [];
        }));
        compiled.set(variant, copies);
    }
    return copies;
}
