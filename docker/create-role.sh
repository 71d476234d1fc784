#!/bin/bash
# Runs once, when the database is empty. The application's role must be bound by row-level security,
# so it is neither a superuser nor BYPASSRLS; it owns the database, which lets it create trusted extensions.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$DATABASE_PASSWORD" --username "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE trastienda LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE trastienda OWNER trastienda;
SQL
