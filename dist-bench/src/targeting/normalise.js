import { isFitting, readAlias } from './alias.js';
import { daysSince } from './recency.js';
/** More values of one attribute are ignored. */
const VALUES_MAX = 100;
/**
 * The attributes that targeting looks at: each rule gives one, and what no rule is named after passes in lower
 * case. A value that its rule does not know becomes the rule's default; without one, texts stay as they
 * are, and numbers and dates are left out.
 * @param raw what the request carried: texts, numbers, booleans, and arrays of those; anything else is ignored
 * @param now the moment from which recency is counted
 */
export function normaliseAttributes(raw, rules, now) {
    const ruled = new Set(rules.map(({ name }) => name));
    const plain = Object.entries(raw).filter(([name]) => !ruled.has(name));
    const all = [
        ...plain.map(([name, value]) => [name, unique(textsOf(value).map(text => text.toLowerCase()))]),
        ...rules.map(rule => [rule.name, applyRule(rule, read(raw, rule), now)]),
    ];
    return Object.fromEntries(all.filter(([, values]) => values.length > 0));
}
function read(raw, { source, name }) {
    const key = source ?? name;
    return Object.hasOwn(raw, key) ? textsOf(raw[key]) : [];
}
/** The values as text, trimmed, without the blank ones. */
function textsOf(value) {
    const texts = (Array.isArray(value) ? value.slice(0, VALUES_MAX) : [value]).map(item => typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
        ? String(item).trim()
        : '');
    return texts.filter(text => text !== '');
}
function applyRule(rule, texts, now) {
    const values = valuesOf(rule, texts, now).map(value => value ?? rule.default);
    const known = values.length > 0 ? values : [rule.default];
    return unique(known.flatMap(value => (value === undefined ? [] : [value.trim().toLowerCase()])));
}
/** One value for each text: undefined where the rule has none for it. */
function valuesOf(rule, texts, now) {
    switch (rule.type) {
        case 'string':
            return texts.map(text => optionFor(rule, text));
        case 'list':
            return splitAll(texts, rule.separator ?? ',').map(text => optionFor(rule, text));
        case 'numeric':
            return texts.map(text => bucketFor(rule.buckets, Number(text), ({ max }) => max));
        case 'date':
            return texts.map(text => bucketFor(rule.buckets, daysSince(text, now), ({ max_days }) => max_days));
    }
}
function splitAll(texts, separator) {
    return textsOf(texts.flatMap(text => text.split(separator, VALUES_MAX)));
}
const compiled = new WeakMap();
/** Exact texts win over patterns, and earlier patterns over later ones. */
function optionFor(rule, text) {
    let options = compiled.get(rule);
    if (!options) {
        options = compile(rule);
        compiled.set(rule, options);
    }
    const exact = options.texts.get(text.toLowerCase());
    if (exact !== undefined)
        return exact;
    const found = options.patterns.find(({ pattern }) => isFitting(pattern, text));
    return found?.value ?? (rule.default === undefined ? text : undefined);
}
function compile({ options }) {
    const named = options.flatMap(({ value, aliases = [] }) => aliases.flatMap(written => {
        const alias = readAlias(written);
        return alias.ok ? [{ value, alias: alias.value }] : [];
    }));
    const texts = named.flatMap(({ value, alias }) => ('text' in alias ? [[alias.text, value]] : []));
    const values = options.map(({ value }) => [value.trim().toLowerCase(), value]);
    return {
        texts: new Map([...texts.reverse(), ...values.reverse()]),
        patterns: named.flatMap(({ value, alias }) => 'pattern' in alias ? [{ pattern: alias.pattern, value }] : []),
    };
}
/** The first bucket that reaches up to the amount. What is no number is in no bucket. */
function bucketFor(buckets, amount, boundOf) {
    if (!Number.isFinite(amount))
        return undefined;
    return buckets.find(bucket => amount <= (boundOf(bucket) ?? Number.POSITIVE_INFINITY))?.value;
}
const unique = (values) => [...new Set(values)];
