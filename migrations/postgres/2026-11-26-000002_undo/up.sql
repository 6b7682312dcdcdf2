-- A grant or a group that an undo brings back is the same one again: one id, several rows, each with the versions
-- that it stood in, as every other fact of access.
ALTER TABLE group_memberships DROP CONSTRAINT group_memberships_group_id_fkey;
ALTER TABLE groups DROP CONSTRAINT groups_pkey;
ALTER TABLE groups ADD PRIMARY KEY (id, valid_from);
ALTER TABLE grants DROP CONSTRAINT grants_pkey;
ALTER TABLE grants ADD PRIMARY KEY (id, valid_from);

-- What a version did is looked up when it is undone.
CREATE INDEX audit_entries_version ON audit_entries (organization_id, version) WHERE version IS NOT NULL;
