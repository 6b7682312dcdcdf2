-- The last row of each is kept.
ALTER TABLE workspaces ADD COLUMN visibility TEXT NOT NULL DEFAULT 'private';
UPDATE workspaces SET visibility = (
    SELECT visibility FROM workspace_visibilities AS kept
    WHERE kept.workspace_id = workspaces.id ORDER BY kept.valid_from DESC LIMIT 1
);
DROP TABLE workspace_visibilities;
