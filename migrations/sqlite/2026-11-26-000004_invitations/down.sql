ALTER TABLE invitations DROP COLUMN asked_at;
ALTER TABLE invitations DROP COLUMN asked_email;
ALTER TABLE invitations DROP COLUMN asked_user_id;
ALTER TABLE invitations DROP COLUMN days;
