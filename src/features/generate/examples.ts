// Examples for the OpenAPI document.

export const CHOICE = {
  copy: {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    vars: {
      subject: 'Ann, your first bag is on us',
      preheader: 'Pick one of five roasts.',
      button: 'Choose a roast',
    },
  },
  template_id: 'welcome-email',
  tracking_id: 'welcome-user-1',
  decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
  control: false,
  reason: 'bandit',
}

export const EXPLAINED = {
  decision_id: '019cade2-11c0-7c1d-8f52-3b9e0d4c7a20',
  decided_at: '2026-03-02T09:30:00.000Z',
  template_id: 'welcome-email',
  variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  replaced_by: null,
  arm: 'treatment',
  reason: 'bandit',
  why: 'Treated, and drawn from the eligible variants in proportion to their weights. Row 731 of the table was won by this variant.',
  propensity: 0.64,
  model_version: 57,
  attributes: { plan: ['premium'] },
  cell: '',
  counted: true,
  epsilon: 0.02,
  table: {
    id: '019cadd9-0b70-7f16-8a3c-9e5d1b60c284',
    row: 731,
    kept: true,
    shares: {
      '01890a5d-ac96-774b-bcce-b302099a8057': 0.72,
      '019c7a10-3a55-7d08-b1e9-80f2c6a4d713': 0.28,
    },
  },
  asked_again: {
    variant_id: '01890a5d-ac96-774b-bcce-b302099a8057',
    row: 731,
    propensity: 0.71,
    same: true,
  },
}
