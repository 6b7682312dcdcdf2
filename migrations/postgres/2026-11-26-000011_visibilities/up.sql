-- Whether a workspace is open is a fact of access, as who is listed in it: a row is closed and a new one opened, so that
-- any version can be rebuilt. A workspace that was restored before has no rows of the time before its deletion.
CREATE TABLE workspace_visibilities (
    workspace_id UUID NOT NULL REFERENCES workspaces (id),
    organization_id UUID NOT NULL REFERENCES organizations (id),
    visibility TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    PRIMARY KEY (workspace_id, valid_from)
);
INSERT INTO workspace_visibilities SELECT id, organization_id, visibility, valid_from, valid_to FROM workspaces;
ALTER TABLE workspaces DROP COLUMN visibility;
CREATE INDEX workspace_visibilities_organization ON workspace_visibilities (organization_id) WHERE valid_to IS NULL;
CREATE INDEX workspace_visibilities_opened ON workspace_visibilities (organization_id, valid_from);
CREATE INDEX workspace_visibilities_closed ON workspace_visibilities (organization_id, valid_to) WHERE valid_to IS NOT NULL;
