"""What is kept: tables, migrations and one repository per noun, on SQLite and on PostgreSQL."""
