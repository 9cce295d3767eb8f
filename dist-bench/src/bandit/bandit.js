/**
 * Learning in three steps: rewards → weights → choice. What has been counted goes in as `Evidence`;
 * a `Strategy` makes a `Policy` of it, which divides traffic among whichever variants are eligible;
 * `choose` takes one. A different model is a different strategy, and nothing else changes.
 */
export {};
