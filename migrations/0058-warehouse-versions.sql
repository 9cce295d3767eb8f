-- Objects of a bucket are known by their ETag, files by the SHA-256 of their content: whatever changes with the content.
alter table warehouse_files rename column sha256 to version;
