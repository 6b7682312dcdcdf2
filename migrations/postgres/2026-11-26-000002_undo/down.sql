DROP INDEX audit_entries_version;
-- The last row of each is kept.
DELETE FROM grants WHERE EXISTS (
    SELECT 1 FROM grants AS later WHERE later.id = grants.id AND later.valid_from > grants.valid_from
);
DELETE FROM groups WHERE EXISTS (
    SELECT 1 FROM groups AS later WHERE later.id = groups.id AND later.valid_from > groups.valid_from
);
ALTER TABLE grants DROP CONSTRAINT grants_pkey;
ALTER TABLE grants ADD PRIMARY KEY (id);
ALTER TABLE groups DROP CONSTRAINT groups_pkey;
ALTER TABLE groups ADD PRIMARY KEY (id);
ALTER TABLE group_memberships ADD FOREIGN KEY (group_id) REFERENCES groups (id);
