DROP TABLE audit_copies;
DROP TABLE email_changes;
