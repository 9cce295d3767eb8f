/** The place of the set-up steps of an organisation. */
export const Checklist = (_props: { readonly org: string }) => null
