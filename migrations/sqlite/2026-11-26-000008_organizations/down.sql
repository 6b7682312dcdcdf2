DROP TABLE earlier_lives;
DROP INDEX workspaces_restorable;
ALTER TABLE workspaces DROP COLUMN restorable_until;
ALTER TABLE workspaces DROP COLUMN deleted_by;
ALTER TABLE workspaces DROP COLUMN deleted_at;
DROP TABLE organization_logos;
ALTER TABLE organizations DROP COLUMN restorable_until;
