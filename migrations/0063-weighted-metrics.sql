-- A metric that is the weighted sum of others. Owner: src/features/metrics.

alter table custom_metrics
  drop constraint custom_metrics_kind_check,
  add constraint custom_metrics_kind_check check (kind in ('rate', 'sum', 'weighted')),
  -- Of a weighted metric: [{"metric": "custom:trials", "weight": 5}].
  add column parts jsonb not null default '[]';
