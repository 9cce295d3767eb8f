-- Owner: src/features/generate. Requests of one message share its decision. Each of them has a claim on it, under the id
-- of the decision that it would have made. A request that was answered without the decision gives its claim back, and
-- with the last claim the decision goes. Null: nobody but the maker of the decision has a claim.
alter table message_keys add column claims uuid[];
