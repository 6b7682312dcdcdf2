-- For how many days a link works: sending an invitation again restarts the same period.
ALTER TABLE invitations ADD COLUMN days INTEGER NOT NULL DEFAULT 7;

-- Somebody who holds the link, and has another address than the invited one, asked that it be sent to theirs.
ALTER TABLE invitations ADD COLUMN asked_user_id UUID;
ALTER TABLE invitations ADD COLUMN asked_email TEXT;
ALTER TABLE invitations ADD COLUMN asked_at TIMESTAMPTZ;
