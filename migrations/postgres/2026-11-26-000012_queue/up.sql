-- An invitation that waits for a seat is open, too: an address has one.
DROP INDEX invitations_open;
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email_key) WHERE status IN ('pending', 'queued');
CREATE INDEX invitations_queue ON invitations (organization_id, created_at) WHERE status = 'queued';

-- When somebody last stood for it: made it, or sent it again. Its time may begin later, when a seat is free.
ALTER TABLE invitations ADD COLUMN vouched_at TIMESTAMPTZ NOT NULL DEFAULT now();
UPDATE invitations SET vouched_at = issued_at;
ALTER TABLE invitations ALTER COLUMN vouched_at DROP DEFAULT;
