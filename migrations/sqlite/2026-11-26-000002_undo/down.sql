DROP INDEX audit_entries_version;
-- The last row of each is kept.
DELETE FROM grants WHERE EXISTS (
    SELECT 1 FROM grants AS later WHERE later.id = grants.id AND later.valid_from > grants.valid_from
);
DELETE FROM groups WHERE EXISTS (
    SELECT 1 FROM groups AS later WHERE later.id = groups.id AND later.valid_from > groups.valid_from
);
CREATE UNIQUE INDEX grants_once ON grants (id);
CREATE UNIQUE INDEX groups_once ON groups (id);
