ALTER TABLE invitations DROP COLUMN vouched_at;
DROP INDEX invitations_queue;
DROP INDEX invitations_open;
DELETE FROM invitations WHERE status = 'queued';
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email_key) WHERE status = 'pending';
