-- PostgreSQL has indexes here for what other processes changed. One process serves a SQLite file.
SELECT 1;
